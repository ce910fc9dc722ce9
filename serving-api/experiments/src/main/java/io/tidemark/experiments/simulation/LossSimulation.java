package io.tidemark.experiments.simulation;

import io.tidemark.experiments.statistics.SampleRatio;

/**
 * Experiments in which some users of one arm are lost on the way: is the mismatch seen, and is none
 * seen where none are lost?
 *
 * @param experiments how many of each
 * @param users of each
 * @param lost the share of the treatment's users that is lost, 0 to 1
 * @param seed of the draws
 */
public record LossSimulation(int experiments, int users, double lost, long seed) {
  private static final double[] EQUAL = {1, 1};

  /**
   * Shares of all experiments.
   *
   * @param caught those with loss that raised the alarm
   * @param falseAlarms those without loss that did
   */
  public record Outcome(double caught, double falseAlarms) {}

  /** Runs all of them. */
  public Outcome run() {
    MadeUpUsers population = new MadeUpUsers(seed);
    int caught = 0;
    int falseAlarms = 0;
    for (int experiment = 0; experiment < experiments; experiment++) {
      TwoArms arms = new TwoArms("loss-%d-%d".formatted(seed, experiment));
      long[] drawn = new long[2];
      long[] arrived = new long[2];
      for (int user = 0; user < users; user++) {
        int arm = arms.isTreated(user) ? 1 : 0;
        drawn[arm]++;
        arrived[arm] += arm == 1 && population.happens(lost) ? 0 : 1;
      }
      caught += SampleRatio.of(arrived, EQUAL).mismatch() ? 1 : 0;
      falseAlarms += SampleRatio.of(drawn, EQUAL).mismatch() ? 1 : 0;
    }
    return new Outcome((double) caught / experiments, (double) falseAlarms / experiments);
  }
}
