package io.tidemark.pipelines.evaluation;

import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * 95% intervals by resampling users with replacement (percentile bootstrap). The same seed draws
 * the same resamples for every statistic, so differences between two columns are paired.
 *
 * @param resamples how many
 * @param seed of the draws
 */
public record UserBootstrap(int resamples, long seed) {
  private static final double LOW_PERCENT = 2.5;
  private static final double HIGH_PERCENT = 97.5;

  public UserBootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples is " + resamples + ": it must be 1 or more");
    }
  }

  /**
   * A 95% interval.
   *
   * @param low its lower end, not a number if nothing could be measured
   * @param high its upper end
   */
  public record Interval(double low, double high) {}

  /**
   * The interval of a statistic over users.
   *
   * @param users how many there are
   * @param statistic of how often each user was drawn, {@code [users]}; resamples of which it is
   *     not a number are left out
   */
  public Interval interval(int users, ToDoubleFunction<int[]> statistic) {
    RandomGenerator random = new Well19937c(seed);
    double[] values = new double[resamples];
    int kept = 0;
    for (int resample = 0; resample < resamples && users > 0; resample++) {
      int[] drawn = new int[users];
      for (int draw = 0; draw < users; draw++) {
        drawn[random.nextInt(users)]++;
      }
      double value = statistic.applyAsDouble(drawn);
      if (!Double.isNaN(value)) {
        values[kept++] = value;
      }
    }
    if (kept == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    Percentile percentile = new Percentile();
    percentile.setData(values, 0, kept);
    return new Interval(percentile.evaluate(LOW_PERCENT), percentile.evaluate(HIGH_PERCENT));
  }
}
