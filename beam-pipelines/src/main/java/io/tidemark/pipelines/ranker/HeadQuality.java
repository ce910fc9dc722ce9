package io.tidemark.pipelines.ranker;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good one head is on requests. Not a number where no request has what is measured.
 *
 * @param requests how many have an action of the head
 * @param hitAt3 the share of them whose three most probable candidates hold one
 * @param auc the mean over them of the share of pairs, one with and one without, in the right order
 * @param logLoss the mean over all candidates of all requests (nats)
 * @param calibration the sum of the probabilities over the number of labels: 1 is calibrated
 */
record HeadQuality(long requests, double hitAt3, double auc, double logLoss, double calibration) {

  /** The numbers by name, such as {@code both_save_auc}; what is not a number is left out. */
  Map<String, Double> named(String prefix) {
    Map<String, Double> named = new TreeMap<>();
    named.put(prefix + "_requests", (double) requests);
    put(named, prefix + "_hit_at_3", hitAt3);
    put(named, prefix + "_auc", auc);
    put(named, prefix + "_log_loss", logLoss);
    put(named, prefix + "_calibration", calibration);
    return named;
  }

  private static void put(Map<String, Double> named, String name, double value) {
    if (Double.isFinite(value)) {
      named.put(name, value);
    }
  }

  /** A row of a table. */
  String row(String sides, String head) {
    return String.format(
        Locale.ROOT,
        "%-12s %-14s %6d  %.4f  %.4f  %.4f    %.2f",
        sides,
        head,
        requests,
        hitAt3,
        auc,
        logLoss,
        calibration);
  }
}
