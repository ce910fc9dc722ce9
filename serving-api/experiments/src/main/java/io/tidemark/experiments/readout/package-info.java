/**
 * What came of an experiment: from sums over its users to a table of effects with intervals. Pure;
 * the job that adds up the sums is in the pipelines, the API serves what it leaves.
 */
package io.tidemark.experiments.readout;
