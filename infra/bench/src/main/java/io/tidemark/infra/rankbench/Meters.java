package io.tidemark.infra.rankbench;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's meters at one moment.
 *
 * @param text in Prometheus' format
 */
record Meters(String text) {
  private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

  /**
   * A percentile of what a histogram has counted since an earlier moment, in milliseconds: the
   * upper bound of its bucket, so rather too high than too low. NaN if nothing was counted.
   *
   * @param name such as {@code tidemark_rank_read_seconds}
   * @param label such as {@code read="live"}
   */
  double millisSince(Meters before, String name, String label, double percentile) {
    Map<Double, Double> counts = buckets(name, label);
    Map<Double, Double> earlier = before.buckets(name, label);
    counts.replaceAll((bound, count) -> count - earlier.getOrDefault(bound, 0.0));
    double total = counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
    return counts.entrySet().stream()
        .filter(bucket -> total > 0 && bucket.getValue() >= total * percentile / 100)
        .map(bucket -> bucket.getKey() * 1_000)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The sum of a meter over those of its series that have a label. */
  double sum(String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private Map<Double, Double> buckets(String name, String label) {
    Map<Double, Double> counts = new TreeMap<>();
    text.lines()
        .filter(line -> line.startsWith(name + "_bucket{") && line.contains(label))
        .forEach(
            line -> {
              Matcher bound = BOUND.matcher(line);
              if (bound.find()) {
                counts.merge(
                    bound.group(1).equals("+Inf")
                        ? Double.POSITIVE_INFINITY
                        : Double.parseDouble(bound.group(1)),
                    Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                    Double::sum);
              }
            });
    return counts;
  }
}
