package io.tidemark.pipelines.evaluation;

import java.util.Arrays;

/**
 * How much of the index is ever shown: the smallest share of its pins that fills 90% of all top-10
 * slots (2205.04507, section 4.2, P90 coverage@10). Small means that everyone sees the same few.
 */
public final class Coverage {
  private static final int PERCENT_FILLED = 90;

  private Coverage() {}

  /**
   * @param slots how many top-10 slots each pin of the index fills, {@code [N]}
   * @return in {@code (0, 1]}, or 0 if no slot is filled
   */
  public static double p90(long[] slots) {
    long[] ascending = slots.clone();
    Arrays.sort(ascending);
    long total = Arrays.stream(ascending).sum();
    long filled = 0;
    int pins = 0;
    // Whole numbers, so that exactly 90% is 90%.
    while (100 * filled < PERCENT_FILLED * total) {
      pins++;
      filled += ascending[ascending.length - pins];
    }
    return (double) pins / slots.length;
  }
}
