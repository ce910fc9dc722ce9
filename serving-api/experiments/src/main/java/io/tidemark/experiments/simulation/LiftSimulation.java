package io.tidemark.experiments.simulation;

import io.tidemark.experiments.statistics.ArmEstimate;
import io.tidemark.experiments.statistics.Difference;
import io.tidemark.experiments.statistics.Estimates;
import io.tidemark.experiments.statistics.Interval;
import io.tidemark.experiments.statistics.MetricMoments;
import java.util.List;

/**
 * Experiments in which one arm makes users save more by a known factor: is it found, and is it in
 * the interval of the relative lift?
 *
 * @param experiments how many
 * @param users of each
 * @param lift how much more, 0.05 for 5%
 * @param alpha how many intervals may miss it
 * @param seed of the draws
 */
public record LiftSimulation(int experiments, int users, double lift, double alpha, long seed) {
  public LiftSimulation {
    if (experiments < 1 || users < 100 || !(lift > -1)) {
      throw new IllegalArgumentException(
          "%d experiments of %d users with a lift of %s: at least 1, 100, and more than -100%%"
              .formatted(experiments, users, lift));
    }
  }

  /**
   * What intervals did.
   *
   * @param covered the share that held the true lift
   * @param found the share that did not hold 0
   * @param width from end to end, on average
   * @param estimate the estimated lift, on average
   */
  public record Intervals(double covered, double found, double width, double estimate) {}

  /**
   * @param adjusted for what users did before
   * @param unadjusted as it was
   */
  public record Outcome(Intervals adjusted, Intervals unadjusted) {}

  private static final class Tally {
    private int covered;
    private int found;
    private double width;
    private double estimate;

    void add(Estimates estimates, double lift, double alpha) {
      List<ArmEstimate> arms = estimates.arms();
      Difference relative = Difference.relative(arms.get(1), arms.get(0));
      Interval interval = relative.interval(alpha);
      covered += interval.contains(lift) ? 1 : 0;
      found += interval.contains(0) ? 0 : 1;
      width += interval.width();
      estimate += relative.value();
    }

    Intervals of(double all) {
      return new Intervals(covered / all, found / all, width / all, estimate / all);
    }
  }

  /** Runs all of them. */
  public Outcome run() {
    MadeUpUsers population = new MadeUpUsers(seed);
    Tally adjusted = new Tally();
    Tally unadjusted = new Tally();
    for (int experiment = 0; experiment < experiments; experiment++) {
      TwoArms arms = new TwoArms("lift-%d-%d".formatted(seed, experiment));
      MetricMoments control = new MetricMoments();
      MetricMoments treatment = new MetricMoments();
      for (int user = 0; user < users; user++) {
        boolean treated = arms.isTreated(user);
        MadeUpUsers.User made = population.next(treated ? 1 + lift : 1);
        (treated ? treatment : control).add(made.during(), 1, made.before(), 1);
      }
      adjusted.add(Estimates.adjusted(List.of(control, treatment)), lift, alpha);
      unadjusted.add(Estimates.unadjusted(List.of(control, treatment)), lift, alpha);
    }
    return new Outcome(adjusted.of(experiments), unadjusted.of(experiments));
  }
}
