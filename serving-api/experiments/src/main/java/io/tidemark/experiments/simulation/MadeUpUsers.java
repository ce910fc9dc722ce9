package io.tidemark.experiments.simulation;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Users who save pins, some far more than others: each has a rate from a gamma distribution, and
 * saves by a Poisson process before and during an experiment, as count data of products do.
 */
final class MadeUpUsers {
  /** Smaller is more uneven: at 0.8 the best tenth of users makes a third of all saves. */
  private static final double EVENNESS = 0.8;

  private static final double SAVES_BEFORE = 4;
  private static final double SAVES_DURING = 4;
  private static final double LEAST_MEAN = 1e-9;

  private final RandomGenerator random;
  private final GammaDistribution rates;

  MadeUpUsers(long seed) {
    this.random = new Well19937c(seed);
    this.rates = new GammaDistribution(random, EVENNESS, 1 / EVENNESS);
  }

  /**
   * What one user did.
   *
   * @param before saves before the experiment
   * @param during saves in it
   */
  record User(int before, int during) {}

  /**
   * The next user.
   *
   * @param times what the arm does to the rate of saving, 1 for nothing
   */
  User next(double times) {
    double rate = rates.sample();
    return new User(poisson(SAVES_BEFORE * rate), poisson(SAVES_DURING * rate * times));
  }

  /** Whether something of that probability happens to the next user. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  private int poisson(double mean) {
    return new PoissonDistribution(
            random,
            Math.max(mean, LEAST_MEAN),
            PoissonDistribution.DEFAULT_EPSILON,
            PoissonDistribution.DEFAULT_MAX_ITERATIONS)
        .sample();
  }
}
