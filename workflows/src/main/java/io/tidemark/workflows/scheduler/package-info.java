/**
 * The embedded scheduler: which runs there are, what of them may start now, and the processes that
 * run. All it knows lies in one database, which one process has open at a time; every change is a
 * transaction, and after a crash the next start goes on from there. The server's package calls in.
 */
package io.tidemark.workflows.scheduler;
