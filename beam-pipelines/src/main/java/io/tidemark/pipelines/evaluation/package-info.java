/**
 * How good a ranking is, and how much its age costs: the metrics, the global time split, the arms
 * that are compared and the run that measures them.
 *
 * <p>Nothing here trains and nothing here prints; the {@code study} package does. An arm ({@link
 * io.tidemark.pipelines.evaluation.Arm}) sees of a user only what happened strictly before the
 * instant it is asked for, whatever it does with it.
 */
package io.tidemark.pipelines.evaluation;
