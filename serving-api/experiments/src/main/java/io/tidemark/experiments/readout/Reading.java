package io.tidemark.experiments.readout;

import static java.util.Objects.requireNonNull;

import io.tidemark.experiments.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * How an experiment is looked at.
 *
 * @param layer its layer's name
 * @param experiment which
 * @param to until when it is looked at
 * @param computedAt when
 * @param tightestAt users at whom intervals that always hold are tightest
 */
public record Reading(
    String layer, Experiment experiment, Instant to, Instant computedAt, long tightestAt) {
  /** Intervals miss the truth this often. */
  static final double ALPHA = 0.05;

  private static final int MOST_LOOKS = 120;

  public Reading {
    requireNonNull(layer, "layer is null");
    requireNonNull(experiment, "experiment is null");
    requireNonNull(to, "to is null");
    requireNonNull(computedAt, "computedAt is null");
    if (tightestAt < 1) {
      throw new IllegalArgumentException("tightestAt is less than 1: " + tightestAt);
    }
  }

  /**
   * The part of the experiment's time that has gone at each daily look up to this one; of none if
   * it has no end, or has not run for a day. Of a long one there are fewer looks than days.
   */
  double[] plannedLooks() {
    Instant start = experiment.schedule().start();
    if (experiment.schedule().end().isEmpty()) {
      return new double[0];
    }
    Duration whole = Duration.between(start, experiment.schedule().end().get());
    long days = Math.max(1, whole.toDays());
    long looks = Math.min(days, MOST_LOOKS);
    double gone = Math.min(1, (double) Duration.between(start, to).toMillis() / whole.toMillis());
    int reached = (int) Math.floor(gone * looks + 1e-9);
    return IntStream.rangeClosed(1, reached).mapToDouble(look -> (double) look / looks).toArray();
  }
}
