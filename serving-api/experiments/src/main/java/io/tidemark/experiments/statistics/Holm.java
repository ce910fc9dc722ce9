package io.tidemark.experiments.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values of several arms of one experiment, so that all of them together are wrong no more often
 * than one alone (Holm, "A simple sequentially rejective multiple test procedure", 1979).
 */
public final class Holm {
  private Holm() {}

  /**
   * The adjusted p-values, in the order of the given ones.
   *
   * @param pValues 0 to 1; those that are not a number are not counted, and stay
   */
  public static double[] adjust(double[] pValues) {
    int[] order =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = pValues.clone();
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      largest = Math.max(largest, Math.min(1, pValues[order[rank]] * (order.length - rank)));
      adjusted[order[rank]] = largest;
    }
    return adjusted;
  }
}
