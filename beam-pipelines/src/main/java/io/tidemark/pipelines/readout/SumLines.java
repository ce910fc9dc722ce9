package io.tidemark.pipelines.readout;

import io.tidemark.experiments.readout.ArmCounts;
import io.tidemark.experiments.readout.Metric;
import io.tidemark.experiments.readout.Split;
import io.tidemark.experiments.readout.SumKey;
import io.tidemark.experiments.readout.Sums;
import io.tidemark.experiments.statistics.MetricMoments;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * Sums as lines of text, on their way from the workers to whoever started them: {@code
 * counts<TAB>arm<TAB>base64} and {@code moments<TAB>arm|metric|split|segment<TAB>base64}.
 */
final class SumLines {
  /** In place of an arm: users who were named. No arm has such a name. */
  static final String OVERRIDDEN = "(overridden)";

  /** In place of an arm: users who saw more than one. */
  static final String CROSSED = "(crossed)";

  private static final String COUNTS = "counts";
  private static final String MOMENTS = "moments";
  private static final Coder<ArmCounts> COUNTS_CODER = SerializableCoder.of(ArmCounts.class);
  private static final Coder<MetricMoments> MOMENTS_CODER =
      SerializableCoder.of(MetricMoments.class);

  private SumLines() {}

  static String key(SumKey key) {
    return String.join("|", key.arm(), key.metric().name(), key.split().name(), key.segment());
  }

  static String counts(String arm, ArmCounts counts) {
    return line(COUNTS, arm, COUNTS_CODER, counts);
  }

  static String moments(String key, MetricMoments moments) {
    return line(MOMENTS, key, MOMENTS_CODER, moments);
  }

  /** The sums that lines tell; of nobody if there are none. */
  static Sums parse(String lines) {
    Map<String, ArmCounts> counts = new HashMap<>();
    Map<SumKey, MetricMoments> moments = new HashMap<>();
    lines
        .lines()
        .map(line -> line.split("\t", -1))
        .forEach(
            parts -> {
              switch (parts[0]) {
                case COUNTS -> counts.put(parts[1], decode(COUNTS_CODER, parts[2]));
                case MOMENTS -> moments.put(key(parts[1]), decode(MOMENTS_CODER, parts[2]));
                default -> throw new IllegalArgumentException("no sum: " + parts[0]);
              }
            });
    long crossed = users(counts.remove(CROSSED));
    long overridden = users(counts.remove(OVERRIDDEN));
    return new Sums(counts, moments, crossed, overridden);
  }

  private static long users(ArmCounts counts) {
    return counts == null ? 0 : counts.users();
  }

  private static SumKey key(String text) {
    String[] parts = text.split("\\|", -1);
    return new SumKey(parts[0], Metric.valueOf(parts[1]), Split.valueOf(parts[2]), parts[3]);
  }

  private static <T> String line(String kind, String key, Coder<T> coder, T value) {
    try {
      return String.join("\t", kind, key, CoderUtils.encodeToBase64(coder, value));
    } catch (CoderException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T decode(Coder<T> coder, String base64) {
    try {
      return CoderUtils.decodeFromBase64(coder, base64);
    } catch (CoderException e) {
      throw new IllegalArgumentException("a sum cannot be read", e);
    }
  }
}
