package io.tidemark.experiments.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far an estimate lies from what it is compared with, and how sure that is.
 *
 * @param value the estimate, 0 for no difference
 * @param variance of it
 * @param degreesOfFreedom of the t distribution that it follows if there is no difference
 * @param sampleSize users of both arms as they count for it: {@code 1 / (1/n + 1/m)}
 */
public record Difference(
    double value, double variance, double degreesOfFreedom, double sampleSize) {
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  /** Arm minus control. */
  public static Difference absolute(ArmEstimate arm, ArmEstimate control) {
    return new Difference(
        arm.value() - control.value(),
        arm.variance() + control.variance(),
        welch(arm.variance(), arm.users(), control.variance(), control.users()),
        sampleSize(arm, control));
  }

  /**
   * Arm over control, minus 1: by the delta method. Not a number if the control is not above zero
   * by more than three standard errors: a ratio to something that may be nothing says nothing.
   */
  public static Difference relative(ArmEstimate arm, ArmEstimate control) {
    double base = control.value();
    if (!(base > 3 * control.standardError())) {
      return new Difference(Double.NaN, Double.NaN, Double.NaN, sampleSize(arm, control));
    }
    double ratio = arm.value() / base;
    double ofArm = arm.variance() / (base * base);
    double ofControl = ratio * ratio * control.variance() / (base * base);
    return new Difference(
        ratio - 1,
        ofArm + ofControl,
        welch(ofArm, arm.users(), ofControl, control.users()),
        sampleSize(arm, control));
  }

  /** Whether there is anything to say. */
  public boolean isKnown() {
    return Double.isFinite(value) && variance > 0 && degreesOfFreedom > 0;
  }

  /** The interval for somebody who looks once, at a time that was fixed before. */
  public Interval interval(double alpha) {
    return Interval.around(value, critical(alpha) * Math.sqrt(variance));
  }

  /** How often a difference as large would come about by chance, for somebody who looks once. */
  public double pValue() {
    return Math.min(1, 2 * student().cumulativeProbability(-Math.abs(statistic())));
  }

  /** The difference in standard errors. */
  public double statistic() {
    return value / Math.sqrt(variance);
  }

  /**
   * The interval that reaches as far on both sides.
   *
   * @param standardErrors how far, at least 0
   */
  public Interval within(double standardErrors) {
    return Interval.around(value, standardErrors * Math.sqrt(variance));
  }

  private double critical(double alpha) {
    return student().inverseCumulativeProbability(1 - alpha / 2);
  }

  private TDistribution student() {
    return new TDistribution(null, degreesOfFreedom);
  }

  static double normalQuantile(double probability) {
    return NORMAL.inverseCumulativeProbability(probability);
  }

  static double normalProbability(double value) {
    return NORMAL.cumulativeProbability(value);
  }

  private static double sampleSize(ArmEstimate one, ArmEstimate other) {
    return 1 / (1.0 / one.users() + 1.0 / other.users());
  }

  /** Welch and Satterthwaite: two arms need not vary alike. */
  private static double welch(double one, long users, double other, long others) {
    double both = one + other;
    return both * both / (one * one / (users - 1.0) + other * other / (others - 1.0));
  }
}
