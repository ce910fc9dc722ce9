package io.tidemark.infra.paired;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * How many times as much one thing is as another, both measured in turn, pair by pair: the
 * geometric mean of the pairs' ratios, with its 95% interval (Student's t over their logarithms).
 * What the machine does meanwhile falls on both of a pair.
 *
 * @param ratio one over other
 * @param low where the interval begins
 * @param high where it ends
 * @param pairs how many
 */
public record PairedRatio(double ratio, double low, double high, int pairs) {
  private static final double QUANTILE = 0.975;

  /**
   * One pair.
   *
   * @param one more than 0
   * @param other more than 0
   */
  public record Pair(double one, double other) {}

  /**
   * Of at least two pairs.
   *
   * @throws IllegalArgumentException if there are fewer, or a value is not more than 0
   */
  public static PairedRatio of(List<Pair> pairs) {
    if (pairs.size() < 2) {
      throw new IllegalArgumentException("an interval takes two pairs, not " + pairs.size());
    }
    SummaryStatistics logs = new SummaryStatistics();
    for (Pair pair : pairs) {
      if (!(pair.one() > 0 && pair.other() > 0)) {
        throw new IllegalArgumentException("nothing was measured in a turn: " + pair);
      }
      logs.addValue(Math.log(pair.one() / pair.other()));
    }
    double half =
        new TDistribution(pairs.size() - 1).inverseCumulativeProbability(QUANTILE)
            * logs.getStandardDeviation()
            / Math.sqrt(pairs.size());
    return new PairedRatio(
        Math.exp(logs.getMean()),
        Math.exp(logs.getMean() - half),
        Math.exp(logs.getMean() + half),
        pairs.size());
  }

  /** Such as {@code 0.987 (0.979 to 0.995)}. */
  @Override
  public String toString() {
    return "%.3f (%.3f to %.3f)".formatted(ratio, low, high);
  }
}
