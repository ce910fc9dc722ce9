package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final PinnerFormerConfig CONFIG = Tiny.config(1);
  private static final PinnerFormerConfig.Architecture ARCHITECTURE = CONFIG.architecture();
  private static final int TIME_FEATURES = 25 + 65 + 65;

  private static TrainingEngine engine;
  private static Parameters parameters;
  private static Features features;

  @BeforeAll
  @BeforeContainer
  static void create() {
    engine = TrainingEngine.open(1, 1);
    parameters = new Parameters(engine.manager(), 1);
    features = new Features(engine.manager(), parameters, CONFIG);
  }

  @AfterAll
  @AfterContainer
  static void close() {
    engine.close();
  }

  @Test
  void timesAreEncodedAsTheReferenceSays() throws IOException {
    JsonNode golden = Golden.read();
    long[] times = Golden.longs(golden.get("times"));

    float[][] rows = encode(new long[times.length], new float[times.length], times, times.length);

    assertThat(TimeEncoding.absolutePeriods())
        .containsExactly(Golden.longs(golden.get("absolute_periods")));
    assertThat(TimeEncoding.spanPeriods())
        .containsExactly(Golden.longs(golden.get("span_periods")));
    for (int row = 0; row < times.length; row++) {
      float[] encoded = rows[row];
      assertThat(Arrays.copyOfRange(encoded, encoded.length - TIME_FEATURES, encoded.length))
          .containsExactly(Golden.floats(golden.get("time_features").get(row)), within(2e-6f));
    }
  }

  @Property(tries = 50)
  void shiftingAllTimesChangesTheAbsoluteTimeOnly(
      @ForAll @LongRange(min = -100_000_000_000L, max = 100_000_000_000L) long shift)
      throws IOException {
    long[] times = Golden.longs(Golden.read().get("times"));
    long[] shifted = LongStream.of(times).map(time -> time + shift).toArray();
    int first =
        ARCHITECTURE.actionTypeWidth() + ARCHITECTURE.surfaceWidth() + 1; // of the absolute time
    int behind = first + TimeEncoding.width(TimeEncoding.absolutePeriods());

    float[][] before = encode(new long[times.length], new float[times.length], times, times.length);
    float[][] after =
        encode(new long[times.length], new float[times.length], shifted, times.length);

    for (int row = 0; row < times.length; row++) {
      assertThat(Arrays.copyOf(after[row], first))
          .containsExactly(Arrays.copyOf(before[row], first));
      assertThat(Arrays.copyOfRange(after[row], behind, after[row].length))
          .containsExactly(Arrays.copyOfRange(before[row], behind, before[row].length));
    }
  }

  @Test
  void anUnknownDurationIsALearnedNumberAndNotZeroSeconds() {
    parameters.set(Features.UNKNOWN_DURATION, new float[] {-3});
    int column = ARCHITECTURE.actionTypeWidth() + ARCHITECTURE.surfaceWidth();

    float[][] rows = encode(new long[3], new float[] {-1, 0, 1_000}, new long[3], 3);

    assertThat(rows[0][column]).isEqualTo(-3);
    assertThat(rows[1][column]).isEqualTo(0);
    assertThat(rows[2][column]).isCloseTo((float) Math.log(2), within(1e-6f));
  }

  @Test
  void aTypeWithoutARowOfItsOwnIsUnknown() {
    float[][] rows = encode(new long[] {0, -1, 16, 1}, new float[4], new long[4], 4);
    int width = ARCHITECTURE.actionTypeWidth();

    float[] unknown = Arrays.copyOf(rows[0], width);
    assertThat(Arrays.copyOf(rows[1], width)).containsExactly(unknown);
    assertThat(Arrays.copyOf(rows[2], width)).containsExactly(unknown);
    assertThat(Arrays.copyOf(rows[3], width)).isNotEqualTo(unknown);
  }

  private static float[][] encode(long[] types, float[] durations, long[] times, int length) {
    SequenceBatch batch =
        new SequenceBatch(
            1,
            times.length,
            1,
            new float[times.length],
            types,
            new long[times.length],
            durations,
            times,
            new long[] {length});
    float[] flat =
        engine.evaluate(manager -> features.encode(batch.tensors(manager)).toFloatArray());
    int width = Features.width(CONFIG);
    float[][] rows = new float[times.length][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
    }
    return rows;
  }
}
