/**
 * What came of an experiment, from the impressions and actions in Hive: adds up what its users did,
 * arm by arm. What the sums say is computed in {@code io.tidemark.experiments.readout}.
 */
package io.tidemark.pipelines.readout;
