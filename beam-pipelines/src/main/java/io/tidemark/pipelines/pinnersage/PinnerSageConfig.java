package io.tidemark.pipelines.pinnersage;

import java.time.Duration;

/**
 * How actions become clusters.
 *
 * @param alpha the largest Ward distance at which two clusters still become one; the paper names
 *     none. Of two single pins it is their squared distance: 1 where their cosine is a half
 * @param lambda how fast importance decays, a day (2007.03634, section 3.4: 0.01)
 * @param lookback how far before the newest action actions count (section 3.1: 90 days)
 * @param actions the most actions that are clustered, the newest: memory grows with their square
 */
public record PinnerSageConfig(double alpha, double lambda, Duration lookback, int actions) {
  private static final double ALPHA = 1;
  private static final double LAMBDA = 0.01;
  private static final Duration LOOKBACK = Duration.ofDays(90);
  private static final int ACTIONS = 512;

  public PinnerSageConfig {
    if (!(alpha >= 0)) {
      throw new IllegalArgumentException("alpha must not be negative: " + alpha);
    }
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("lambda must not be negative: " + lambda);
    }
    if (lookback.isNegative() || lookback.isZero()) {
      throw new IllegalArgumentException("lookback must be positive: " + lookback);
    }
    if (actions < 1) {
      throw new IllegalArgumentException("actions must be 1 or more: " + actions);
    }
  }

  /** The paper's choices, and ours where it makes none. */
  public static PinnerSageConfig standard() {
    return new PinnerSageConfig(ALPHA, LAMBDA, LOOKBACK, ACTIONS);
  }
}
