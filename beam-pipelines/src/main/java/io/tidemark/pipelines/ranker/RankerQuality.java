package io.tidemark.pipelines.ranker;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well scores order candidates, over requests with one wanted pin each. Ties count against.
 *
 * @param requests how many requests it was measured on
 * @param hitAt3 the share of requests whose wanted pin is among the top 3
 * @param recallAt10 the share of requests whose wanted pin is among the top 10
 * @param auc the mean share of the other candidates that score lower; a tie is half
 */
record RankerQuality(int requests, double hitAt3, double recallAt10, double auc) {

  /** Sums requests up. */
  static final class Meter {
    private int requests;
    private int inTop3;
    private int inTop10;
    private double auc;

    /**
     * Takes one request in.
     *
     * @param scores all requests' scores
     * @param from where this request's begin; the first one is the wanted pin's
     * @param candidates how many there are, at least 2
     */
    void add(float[] scores, int from, int candidates) {
      int higher = 0;
      int equal = 0;
      for (int i = from + 1; i < from + candidates; i++) {
        if (scores[i] > scores[from]) {
          higher++;
        } else if (scores[i] == scores[from]) {
          equal++;
        }
      }
      int rank = 1 + higher + equal;
      requests++;
      inTop3 += rank <= 3 ? 1 : 0;
      inTop10 += rank <= 10 ? 1 : 0;
      auc += 1 - (higher + equal / 2.0) / (candidates - 1);
    }

    RankerQuality quality() {
      double all = Math.max(1, requests);
      return new RankerQuality(requests, inTop3 / all, inTop10 / all, auc / all);
    }
  }

  /** The numbers by name, such as {@code batch_only_auc}. */
  Map<String, Double> named(String prefix) {
    return new TreeMap<>(
        Map.of(
            prefix + "_hit_at_3", hitAt3,
            prefix + "_recall_at_10", recallAt10,
            prefix + "_auc", auc));
  }

  /** A row of a table. */
  String row(String name) {
    return String.format(Locale.ROOT, "%-12s %.4f   %.4f      %.4f", name, hitAt3, recallAt10, auc);
  }
}
