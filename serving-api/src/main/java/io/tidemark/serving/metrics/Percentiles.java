package io.tidemark.serving.metrics;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * How values are distributed; null if there are none. Within 1%.
 *
 * @param count how many values
 */
@Schema(description = "how values are distributed, within 1%; null if there are none")
public record Percentiles(
    @Schema(description = "how many values") long count,
    @Schema(nullable = true) Double p50,
    @Schema(nullable = true) Double p90,
    @Schema(nullable = true) Double p99,
    @Schema(nullable = true) Double max) {
  /** Of nothing. */
  public static final Percentiles NONE = new Percentiles(0, null, null, null, null);

  /**
   * Of a histogram.
   *
   * @param unit what a recorded 1 is worth
   */
  public static Percentiles of(Histogram histogram, double unit) {
    return histogram.getTotalCount() == 0
        ? NONE
        : new Percentiles(
            histogram.getTotalCount(),
            histogram.getValueAtPercentile(50) * unit,
            histogram.getValueAtPercentile(90) * unit,
            histogram.getValueAtPercentile(99) * unit,
            histogram.getMaxValue() * unit);
  }

  /** Of all the values themselves: nearest rank. */
  public static Percentiles of(long[] values) {
    if (values.length == 0) {
      return NONE;
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Percentiles(
        sorted.length,
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99),
        (double) sorted[sorted.length - 1]);
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }
}
