package io.tidemark.pipelines.pinnerformer;

import java.time.Duration;

/**
 * How points in time and spans become numbers: for each period the sine and cosine of {@code 2 pi
 * (t mod period) / period + phase} with a learned phase, then {@code log(1 + seconds)}.
 *
 * <p>The remainder is taken of whole milliseconds, so a time of today loses nothing to float32; the
 * trainer and the exported graph both start from the same int64.
 */
final class TimeEncoding {
  private static final double[] ABSOLUTE_HOURS = {
    0.25, 0.5, 0.75, 1, 2, 4, 8, 16, 24, 7 * 24, 28 * 24, 365 * 24
  };
  private static final int SPAN_PERIODS = 32;
  private static final long SHORTEST_SPAN = Duration.ofSeconds(1).toMillis();
  private static final long LONGEST_SPAN = Duration.ofDays(28).toMillis();

  private TimeEncoding() {}

  /** The 12 periods of a point in time, ms: a quarter of an hour to a year. */
  static long[] absolutePeriods() {
    long[] periods = new long[ABSOLUTE_HOURS.length];
    for (int i = 0; i < periods.length; i++) {
      periods[i] = (long) (ABSOLUTE_HOURS[i] * Duration.ofHours(1).toMillis());
    }
    return periods;
  }

  /** The 32 periods of a span, ms: log-spaced from a second to 28 days. */
  static long[] spanPeriods() {
    long[] periods = new long[SPAN_PERIODS];
    double ratio = (double) LONGEST_SPAN / SHORTEST_SPAN;
    for (int i = 0; i < SPAN_PERIODS; i++) {
      periods[i] = Math.round(SHORTEST_SPAN * Math.pow(ratio, i / (SPAN_PERIODS - 1.0)));
    }
    return periods;
  }

  /** Radians a millisecond for each period. */
  static float[] frequencies(long[] periods) {
    float[] frequencies = new float[periods.length];
    for (int i = 0; i < periods.length; i++) {
      frequencies[i] = (float) (2 * Math.PI / periods[i]);
    }
    return frequencies;
  }

  /** Numbers that one encoded time has. */
  static int width(long[] periods) {
    return 2 * periods.length + 1;
  }
}
