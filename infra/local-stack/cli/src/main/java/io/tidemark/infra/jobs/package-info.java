/**
 * The batch side on the command line: each Beam job is started as a process of its own, with the
 * addresses of the stack.
 */
package io.tidemark.infra.jobs;
