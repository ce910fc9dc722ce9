package io.tidemark.experiments.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * A metric in every arm, adjusted for what the users did before the experiment (CUPED: Deng, Xu,
 * Kohavi and Walker, "Improving the sensitivity of online controlled experiments by utilizing
 * pre-experiment data", WSDM 2013): what an arm's users already were more or less than those of all
 * arms is taken off, and with it the variance that comes from users being different.
 *
 * @param arms in their order
 * @param theta how much of the deviation before is taken off
 * @param varianceReduction the part of the variance that this took away, 0 to 1; 0 if nothing is
 *     known of before
 */
public record Estimates(List<ArmEstimate> arms, double theta, double varianceReduction) {
  public Estimates {
    arms = List.copyOf(arms);
  }

  /** Estimates with the adjustment. */
  public static Estimates adjusted(List<MetricMoments> arms) {
    MetricMoments all = new MetricMoments();
    arms.forEach(all::merge);
    double ratioBefore = all.ratioBefore();
    double belowBefore = all.belowBefore();
    double varianceBefore = 0;
    double covariance = 0;
    double variance = 0;
    for (MetricMoments arm : arms) {
      if (arm.users() >= 2) {
        double weight = arm.users() - 1.0;
        varianceBefore += weight * arm.varianceBefore(ratioBefore, belowBefore);
        covariance += weight * arm.covarianceBefore(ratioBefore, belowBefore);
        variance += weight * arm.variance();
      }
    }
    if (!(varianceBefore > 0) || !Double.isFinite(covariance)) {
      return unadjusted(arms);
    }
    double theta = covariance / varianceBefore;
    List<ArmEstimate> estimates = new ArrayList<>();
    for (MetricMoments arm : arms) {
      double left =
          arm.variance()
              - 2 * theta * arm.covarianceBefore(ratioBefore, belowBefore)
              + theta * theta * arm.varianceBefore(ratioBefore, belowBefore);
      estimates.add(
          new ArmEstimate(
              arm.users(),
              arm.ratio() - theta * arm.deviationBefore(ratioBefore, belowBefore),
              arm.ratio(),
              Math.max(0, left) / arm.users()));
    }
    double reduction = variance > 0 ? theta * covariance / variance : 0;
    return new Estimates(estimates, theta, reduction);
  }

  /** Estimates as they are. */
  public static Estimates unadjusted(List<MetricMoments> arms) {
    return new Estimates(
        arms.stream()
            .map(
                arm ->
                    new ArmEstimate(
                        arm.users(), arm.ratio(), arm.ratio(), arm.variance() / arm.users()))
            .toList(),
        0,
        0);
  }
}
