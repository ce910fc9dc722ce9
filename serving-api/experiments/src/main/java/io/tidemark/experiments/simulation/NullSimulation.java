package io.tidemark.experiments.simulation;

import io.tidemark.experiments.statistics.AlwaysValid;
import io.tidemark.experiments.statistics.ArmEstimate;
import io.tidemark.experiments.statistics.Difference;
import io.tidemark.experiments.statistics.Estimates;
import io.tidemark.experiments.statistics.MetricMoments;
import io.tidemark.experiments.statistics.PlannedLooks;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Experiments whose arms are the same: how many of them find a difference all the same?
 *
 * @param experiments how many
 * @param users of each
 * @param looks how often each is looked at, equally far from each other
 * @param alpha how many may be wrong
 * @param seed of the draws
 */
public record NullSimulation(int experiments, int users, int looks, double alpha, long seed) {
  public NullSimulation {
    if (experiments < 1 || looks < 1 || users < 20 * looks) {
      throw new IllegalArgumentException(
          "%d experiments of %d users and %d looks: at least 1, 1, and 20 users a look"
              .formatted(experiments, users, looks));
    }
  }

  /**
   * How many experiments found a difference, as a share of all.
   *
   * @param once by looking once, at the end
   * @param naive by looking often at what is meant for looking once
   * @param planned by looking as often as planned
   * @param alwaysValid by looking often at what holds whenever one looks
   */
  public record Outcome(double once, double naive, double planned, double alwaysValid) {}

  /** Runs all of them. */
  public Outcome run() {
    MadeUpUsers population = new MadeUpUsers(seed);
    double[] elapsed =
        IntStream.rangeClosed(1, looks).mapToDouble(look -> (double) look / looks).toArray();
    double[] critical = PlannedLooks.criticalValues(elapsed, elapsed, alpha);
    AlwaysValid always = new AlwaysValid(alpha, users / 4.0);
    int once = 0;
    int naive = 0;
    int planned = 0;
    int alwaysValid = 0;
    for (int experiment = 0; experiment < experiments; experiment++) {
      TwoArms arms = new TwoArms("null-%d-%d".formatted(seed, experiment));
      MetricMoments control = new MetricMoments();
      MetricMoments treatment = new MetricMoments();
      boolean foundOnce = false;
      boolean foundNaive = false;
      boolean foundPlanned = false;
      boolean foundAlways = false;
      int user = 0;
      for (int look = 0; look < looks; look++) {
        for (; user < (long) users * (look + 1) / looks; user++) {
          MadeUpUsers.User made = population.next(1);
          (arms.isTreated(user) ? treatment : control).add(made.during(), 1, made.before(), 1);
        }
        List<ArmEstimate> estimates = Estimates.adjusted(List.of(control, treatment)).arms();
        Difference difference = Difference.absolute(estimates.get(1), estimates.get(0));
        foundOnce = difference.pValue() < alpha;
        foundNaive |= foundOnce;
        foundPlanned |= Math.abs(difference.statistic()) > critical[look];
        foundAlways |= !always.interval(difference).contains(0);
      }
      once += foundOnce ? 1 : 0;
      naive += foundNaive ? 1 : 0;
      planned += foundPlanned ? 1 : 0;
      alwaysValid += foundAlways ? 1 : 0;
    }
    double all = experiments;
    return new Outcome(once / all, naive / all, planned / all, alwaysValid / all);
  }
}
