package io.tidemark.experiments.statistics;

import java.io.Serializable;

/**
 * A metric over the users of one arm. Every metric is a ratio of two sums over users, such as saves
 * over impressions; one per user has a 1 for every user below the line. Beside it stands what the
 * same users did before the experiment.
 *
 * <p>Users are what is drawn, so they are what varies: not requests, of which a user has many.
 */
public final class MetricMoments implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int ABOVE = 0;
  private static final int BELOW = 1;
  private static final int ABOVE_BEFORE = 2;
  private static final int BELOW_BEFORE = 3;
  private static final int WIDTH = 4;

  private final Moments moments = new Moments(WIDTH);

  /**
   * Adds a user.
   *
   * @param above what is above the line of the ratio, such as saves
   * @param below what is below, such as impressions, or 1
   * @param aboveBefore the same above, before the experiment
   * @param belowBefore the same below, before the experiment
   */
  public void add(double above, double below, double aboveBefore, double belowBefore) {
    moments.add(above, below, aboveBefore, belowBefore);
  }

  /** Adds the users of another; {@code other} stays as it is. */
  public MetricMoments merge(MetricMoments other) {
    moments.merge(other.moments);
    return this;
  }

  /** How many users. */
  public long users() {
    return moments.count();
  }

  /** The ratio; not a number if nothing is below its line. */
  public double ratio() {
    return moments.mean(ABOVE) / moments.mean(BELOW);
  }

  /** The sum above the line. */
  public double totalAbove() {
    return moments.mean(ABOVE) * moments.count();
  }

  /** The sum below the line. */
  public double totalBelow() {
    return moments.mean(BELOW) * moments.count();
  }

  double ratioBefore() {
    return moments.mean(ABOVE_BEFORE) / moments.mean(BELOW_BEFORE);
  }

  double belowBefore() {
    return moments.mean(BELOW_BEFORE);
  }

  /**
   * How the ratio varies with a user, by the delta method: the variance of {@code (above - ratio *
   * below) / mean below} (Deng, Knoblich and Lu, "Applying the delta method in metric analytics",
   * KDD 2018, section 2.2).
   */
  double variance() {
    double ratio = ratio();
    return (cov(ABOVE, ABOVE) - 2 * ratio * cov(ABOVE, BELOW) + ratio * ratio * cov(BELOW, BELOW))
        / square(moments.mean(BELOW));
  }

  /** How what was before varies, linearised at the ratio of all arms together. */
  double varianceBefore(double ratio, double below) {
    return (cov(ABOVE_BEFORE, ABOVE_BEFORE)
            - 2 * ratio * cov(ABOVE_BEFORE, BELOW_BEFORE)
            + ratio * ratio * cov(BELOW_BEFORE, BELOW_BEFORE))
        / square(below);
  }

  /** How what was before and the ratio vary together. */
  double covarianceBefore(double ratioBefore, double below) {
    double ratio = ratio();
    return (cov(ABOVE, ABOVE_BEFORE)
            - ratioBefore * cov(ABOVE, BELOW_BEFORE)
            - ratio * cov(BELOW, ABOVE_BEFORE)
            + ratio * ratioBefore * cov(BELOW, BELOW_BEFORE))
        / (moments.mean(BELOW) * below);
  }

  /** How far these users were from all arms together before. */
  double deviationBefore(double ratio, double below) {
    return (moments.mean(ABOVE_BEFORE) - ratio * moments.mean(BELOW_BEFORE)) / below;
  }

  private double cov(int one, int other) {
    return moments.covariance(one, other);
  }

  private static double square(double value) {
    return value * value;
  }
}
