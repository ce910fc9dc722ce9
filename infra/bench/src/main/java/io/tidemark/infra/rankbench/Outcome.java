package io.tidemark.infra.rankbench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a load was answered with.
 *
 * @param seconds how long it was sent
 * @param sent requests
 * @param micros latency of the answers with 200, microseconds
 * @param refused answers with 503 and Retry-After
 * @param stolen the share of the machine's processor time that its host took meanwhile, or NaN
 * @param degraded answers with 200 that named a reason, by reason
 * @param failures everything else, by what it was
 */
record Outcome(
    double seconds,
    long sent,
    Histogram micros,
    long refused,
    double stolen,
    Map<String, Long> degraded,
    Map<String, Long> failures) {
  private static final double HARDLY_ANYTHING = 0.01;

  /** Answers with 200 a second. */
  double throughput() {
    return micros.getTotalCount() / seconds;
  }

  /** A percentile of the latency, milliseconds. */
  double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1_000.0;
  }

  /** The share of the requests sent that were answered with 200 within a bound. */
  double within(Duration bound) {
    return (double) micros.getCountBetweenValues(0, bound.toNanos() / 1_000) / Math.max(1, sent);
  }

  /** Whether hardly anything was stolen, as far as is known. */
  boolean isUndisturbed() {
    return !(stolen > HARDLY_ANYTHING);
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reasons and their counts, such as {@code live_behind 12}; a dash if there are none. */
  static String counts(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "-"
        : new TreeMap<>(counts)
            .entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
  }
}
