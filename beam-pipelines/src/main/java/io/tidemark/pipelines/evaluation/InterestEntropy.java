package io.tidemark.pipelines.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * How many interests a ranking serves: the entropy (natural logarithm) of the topics of its first
 * pins (2205.04507, section 4.2, at 50). 0 if all are of one topic, {@code ln k} if they are spread
 * evenly over k.
 */
public final class InterestEntropy {
  /** How many of a ranking's first pins are looked at. */
  public static final int AT = 50;

  private InterestEntropy() {}

  /**
   * @param pins the ranking's first pins, at least one
   * @param topics of each pin of the index
   */
  public static double of(int[] pins, int[] topics) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pin : pins) {
      counts.merge(topics[pin], 1, Integer::sum);
    }
    double entropy = 0;
    for (int count : counts.values()) {
      double share = (double) count / pins.length;
      entropy -= share * Math.log(share);
    }
    return entropy;
  }
}
