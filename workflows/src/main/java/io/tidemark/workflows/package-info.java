/**
 * The scheduled side as code: which commands a workflow runs, in which order, for which data day.
 * Tasks are processes, never classes of another module, so the same definitions serve any
 * scheduler.
 */
package io.tidemark.workflows;
