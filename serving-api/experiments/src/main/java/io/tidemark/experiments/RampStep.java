package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * From when on an experiment has how much of its traffic.
 *
 * @param at from then on
 * @param share of the experiment's own share of the layer, 0 to 1
 */
public record RampStep(Instant at, double share) {
  public RampStep {
    requireNonNull(at, "at is null");
    Segment.requireShare("the share of a step", share);
  }
}
