package io.tidemark.experiments.statistics;

/**
 * Intervals and p-values that hold however often and whenever somebody looks, and whether he stops
 * then or not: the sequential probability ratio test with a normal mixture (Robbins, "Statistical
 * methods related to the law of the iterated logarithm", 1970; Johari, Koomen, Pekelis and Walsh,
 * "Always valid inference", Operations Research 2022, section 5), with the variance that was found,
 * as in Waudby-Smith et al., "Time-uniform central limit theory", theorem 2.2. What that costs is
 * width: least at the sample size that they are tuned to.
 *
 * @param alpha how often they may fail, in all looks together
 * @param tightestAt {@link Difference#sampleSize} at which they are tightest
 */
public record AlwaysValid(double alpha, double tightestAt) {
  private static final int FIXED_POINT_STEPS = 50;

  public AlwaysValid {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha is outside 0 to 1: " + alpha);
    }
    if (!(tightestAt > 0)) {
      throw new IllegalArgumentException("tightestAt is not positive: " + tightestAt);
    }
  }

  /** The interval. */
  public Interval interval(Difference difference) {
    double variance = difference.variance();
    double mixture = mixture(difference);
    double halfWidth =
        Math.sqrt(
            variance
                * (variance + mixture)
                / mixture
                * (Math.log1p(mixture / variance) - 2 * Math.log(alpha)));
    return Interval.around(difference.value(), halfWidth);
  }

  /** The p-value: one over the likelihood ratio of some difference to none, at most 1. */
  public double pValue(Difference difference) {
    double variance = difference.variance();
    double mixture = mixture(difference);
    double squared = difference.value() * difference.value();
    double logRatio =
        (mixture * squared / (variance * (variance + mixture)) - Math.log1p(mixture / variance))
            / 2;
    return Math.min(1, Math.exp(-logRatio));
  }

  /**
   * The variance of the differences that are thought of, so that the width is least at its size.
   */
  private double mixture(Difference difference) {
    double varianceThen = difference.variance() * difference.sampleSize() / tightestAt;
    double times = 1;
    for (int step = 0; step < FIXED_POINT_STEPS; step++) {
      times = Math.log1p(times) - 2 * Math.log(alpha);
    }
    return times * varianceThen;
  }
}
