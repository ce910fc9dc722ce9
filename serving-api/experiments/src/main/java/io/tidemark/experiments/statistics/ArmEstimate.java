package io.tidemark.experiments.statistics;

/**
 * A metric in one arm.
 *
 * @param users how many the arm has
 * @param value of the metric, adjusted for what the users did before
 * @param rawValue as it was, not adjusted
 * @param variance of {@code value}
 */
public record ArmEstimate(long users, double value, double rawValue, double variance) {
  /** The standard error. */
  public double standardError() {
    return Math.sqrt(variance);
  }

  /** Whether there were users enough to say anything. */
  public boolean isKnown() {
    return Double.isFinite(value) && Double.isFinite(variance);
  }
}
