package io.tidemark.pipelines.evaluation;

import java.util.Arrays;

/** Where a target stands in a ranking of the whole index, and what stands first. */
public final class Ranks {
  private Ranks() {}

  /**
   * {@code 1 + #{n other than the target : not s(n) < s(target)}}: ties count against the target,
   * and so does a score that is not a number.
   *
   * @param scores {@code [N]}
   * @param target its place in the index
   * @return in {@code [1, N]}
   */
  public static int rank(float[] scores, int target) {
    float own = scores[target];
    int rank = 0;
    for (float score : scores) {
      if (!(score < own)) {
        rank++;
      }
    }
    // The target itself ties with itself, unless it is not a number, and then it counts as well.
    return rank;
  }

  /**
   * The best pins of the index, best first; of equal scores the smaller index comes first.
   *
   * @param scores {@code [N]}
   * @param count how many, N if there are fewer
   */
  public static int[] top(float[] scores, int count) {
    int size = Math.min(count, scores.length);
    int[] best = new int[size];
    int filled = 0;
    for (int pin = 0; pin < scores.length; pin++) {
      if (filled == size && !(scores[pin] > scores[best[size - 1]])) {
        continue;
      }
      int place = filled < size ? filled++ : size - 1;
      while (place > 0 && scores[pin] > scores[best[place - 1]]) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = pin;
    }
    return Arrays.copyOf(best, filled);
  }
}
