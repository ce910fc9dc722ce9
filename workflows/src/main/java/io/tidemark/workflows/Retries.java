package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a failed task is tried again, and after how long.
 *
 * @param count tries after the first; 0 for none
 * @param delay before the second try; it doubles with each further one
 * @param maximumDelay that it never exceeds
 */
public record Retries(int count, Duration delay, Duration maximumDelay) {
  /** No second try. */
  public static final Retries NONE = new Retries(0, Duration.ZERO, Duration.ZERO);

  public Retries {
    requireNonNull(delay, "delay is null");
    requireNonNull(maximumDelay, "maximumDelay is null");
    if (count < 0 || delay.isNegative() || maximumDelay.compareTo(delay) < 0) {
      throw new IllegalArgumentException(
          "retries %d, delay %s, maximum %s: the count is at least 0, the delay at most the maximum"
              .formatted(count, delay, maximumDelay));
    }
  }

  /**
   * How long to wait after a try has failed.
   *
   * @param failedTries how many have failed in a row, at least 1
   */
  public Duration delayAfter(int failedTries) {
    // 2^20 times any delay is beyond any maximum, and well within a long.
    Duration doubled = delay.multipliedBy(1L << Math.min(20, Math.max(0, failedTries - 1)));
    return doubled.compareTo(maximumDelay) < 0 ? doubled : maximumDelay;
  }
}
