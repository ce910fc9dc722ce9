package io.tidemark.experiments.readout;

import io.tidemark.experiments.statistics.MetricMoments;
import java.util.Map;

/**
 * All that a readout needs of an experiment's users.
 *
 * @param counts of every arm that had anybody, by its name
 * @param moments of every metric, arm and segment
 * @param crossed users who saw more than one arm, and are not counted
 * @param overridden users who were named and not drawn, and are not counted
 */
public record Sums(
    Map<String, ArmCounts> counts,
    Map<SumKey, MetricMoments> moments,
    long crossed,
    long overridden) {
  public Sums {
    counts = Map.copyOf(counts);
    moments = Map.copyOf(moments);
  }

  /** The moments of a key, those of nobody if there are none. */
  MetricMoments of(SumKey key) {
    MetricMoments known = moments.get(key);
    return known == null ? new MetricMoments() : known;
  }
}
