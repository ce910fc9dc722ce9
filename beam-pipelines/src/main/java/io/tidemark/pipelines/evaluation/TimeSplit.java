package io.tidemark.pipelines.evaluation;

import java.time.Duration;
import java.time.Instant;

/**
 * One global split: everything up to and including t0 may be learned from, and what happens in
 * {@code (t0, t0 + W]} is to be predicted.
 *
 * @param t0 ms since the epoch, UTC
 * @param targetWindow W
 */
public record TimeSplit(Instant t0, Duration targetWindow) {
  public TimeSplit {
    if (targetWindow.isNegative() || targetWindow.isZero()) {
      throw new IllegalArgumentException("the target window must be positive: " + targetWindow);
    }
  }

  /** The end of what may be learned from, exclusive, ms since the epoch. */
  public long learnBefore() {
    return t0.toEpochMilli() + 1;
  }

  /** The end of the targets' time, inclusive. */
  public Instant end() {
    return t0.plus(targetWindow);
  }

  /** Whether something that happened then (ms since the epoch) is to be predicted. */
  public boolean isTarget(long occurredAt) {
    return occurredAt > t0.toEpochMilli() && occurredAt <= end().toEpochMilli();
  }
}
