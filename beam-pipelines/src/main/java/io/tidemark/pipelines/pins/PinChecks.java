package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.storage.JobFailedException;
import java.util.Locale;
import java.util.Map;

/** What must hold of pin vectors before they may be published. */
final class PinChecks {
  private static final double NORM_TOLERANCE = 1e-3;

  private PinChecks() {}

  /**
   * What was checked, and the outcome.
   *
   * @throws JobFailedException if a vector has a number that is not finite, or a length other than
   *     1; the message names the pin
   */
  static Map<String, String> check(PinVectors pins) {
    double worst = 0;
    for (int index = 0; index < pins.size(); index++) {
      double sum = 0;
      for (float value : pins.vector(index)) {
        sum += (double) value * value;
      }
      if (!Double.isFinite(sum)) {
        throw new JobFailedException(
            "the vector of pin %s is not finite: nothing was published".formatted(pins.id(index)));
      }
      double error = Math.abs(Math.sqrt(sum) - 1);
      if (error > NORM_TOLERANCE) {
        throw new JobFailedException(
            "the vector of pin %s has length %s, not 1: nothing was published"
                .formatted(pins.id(index), Math.sqrt(sum)));
      }
      worst = Math.max(worst, error);
    }
    return Map.of(
        "rows", Integer.toString(pins.size()),
        "dimension", Integer.toString(pins.dimension()),
        "not_finite", "0",
        "norm_max_error", String.format(Locale.ROOT, "%.1e", worst));
  }
}
