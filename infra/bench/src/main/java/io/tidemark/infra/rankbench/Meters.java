package io.tidemark.infra.rankbench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
   * A percentile of what a histogram has counted since an earlier moment, in milliseconds, as
   * {@code histogram_quantile} of Prometheus has it: on the line between the bounds of its bucket;
   * above the last bound, that one. NaN if nothing was counted.
   *
   * @param name such as {@code tidemark_rank_read_seconds}
   * @param label such as {@code read="live"}
   */
  double millisSince(Meters before, String name, String label, double percentile) {
    NavigableMap<Double, Double> counts = buckets(name, label);
    NavigableMap<Double, Double> earlier = before.buckets(name, label);
    counts.replaceAll((bound, count) -> count - upTo(bound, earlier));
    double rank = counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0) * percentile / 100;
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
      double upper = bucket.getKey();
      double upTo = bucket.getValue();
      if (rank > 0 && upTo >= rank) {
        double part =
            Double.isInfinite(upper) ? 0 : (upper - lower) * (rank - below) / (upTo - below);
        return TimeUnit.SECONDS.toMillis(1) * (lower + part);
      }
      lower = upper;
      below = upTo;
    }
    return Double.NaN;
  }

  /** How many a histogram has counted up to a bound, which it need not tell of itself. */
  private static double upTo(double bound, NavigableMap<Double, Double> counts) {
    Map.Entry<Double, Double> last = counts.floorEntry(bound);
    return last == null ? 0 : last.getValue();
  }

  /** The sum of a meter over those of its series that have a label. */
  double sum(String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private NavigableMap<Double, Double> buckets(String name, String label) {
    NavigableMap<Double, Double> counts = new TreeMap<>();
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
