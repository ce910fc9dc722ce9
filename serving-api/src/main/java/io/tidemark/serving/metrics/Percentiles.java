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
   * Of a histogram; never above what was recorded.
   *
   * @param unit what a recorded 1 is worth
   */
  public static Percentiles of(Histogram histogram, double unit) {
    return histogram.getTotalCount() == 0
        ? NONE
        : new Percentiles(
            histogram.getTotalCount(),
            at(histogram, 50) * unit,
            at(histogram, 90) * unit,
            at(histogram, 99) * unit,
            at(histogram, 100) * unit);
  }

  /** Of all the values themselves: nearest rank. */
  public static Percentiles of(double[] values) {
    if (values.length == 0) {
      return NONE;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Percentiles(
        sorted.length, at(sorted, 50), at(sorted, 90), at(sorted, 99), at(sorted, 100));
  }

  /** The histogram itself answers with the end of a bucket, which nothing may have reached. */
  private static double at(Histogram histogram, int percent) {
    return histogram.lowestEquivalentValue(histogram.getValueAtPercentile(percent));
  }

  private static double at(double[] sorted, int percent) {
    return sorted[(int) Math.max(0, Math.ceil(percent / 100.0 * sorted.length) - 1)];
  }
}
