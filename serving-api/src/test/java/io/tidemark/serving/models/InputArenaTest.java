package io.tidemark.serving.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InputArenaTest {
  private static final int PIN = 3;
  private static final int USER = 2;

  /** Used again and again, as in serving: whatever a run leaves behind the next one meets. */
  private final InputArena arena = new InputArena(PIN, USER, false);

  @Property(tries = 200)
  void everyRequestOfARunIsThereAndTheRestOfItsRowIsZero(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 5) Integer> sizes,
      @ForAll long seed)
      throws Exception {
    for (int round = 0; round < 2; round++) {
      Random random = new Random(seed + round);
      List<FeatureArrays> inputs =
          sizes.stream().map(size -> random(size, 1 + random.nextInt(4), random)).toList();
      List<FeatureArrays> rows = AssembledInput.of(arena, inputs);
      for (int r = 0; r < inputs.size(); r++) {
        FeatureArrays in = inputs.get(r);
        FeatureArrays row = rows.get(r);
        assertThat(row.userEmbedding())
            .isEqualTo(in.hasUser() == 1 ? in.userEmbedding() : new float[USER]);
        assertThat(row.hasUser()).isEqualTo(in.hasUser());
        assertPadded(row.candidatePinVectors(), in.candidatePinVectors());
        assertPadded(row.candidateActions(), in.candidateActions());
        assertPadded(row.liveMask(), in.liveMask());
        assertThat(Arrays.copyOf(row.liveActionTypes(), in.liveRows()))
            .isEqualTo(in.liveActionTypes());
        assertThat(Arrays.copyOf(row.liveOccurredAt(), in.liveRows()))
            .isEqualTo(in.liveOccurredAt());
        assertThat(row.requestedAt()).isEqualTo(in.requestedAt());
        for (int t = 0; t < row.liveRows(); t++) {
          boolean known = t < in.liveRows() && in.liveMask()[t] == 1;
          assertThat(Arrays.copyOfRange(row.livePinVectors(), t * PIN, (t + 1) * PIN))
              .isEqualTo(
                  known
                      ? Arrays.copyOfRange(in.livePinVectors(), t * PIN, (t + 1) * PIN)
                      : new float[PIN]);
        }
      }
    }
  }

  private static void assertPadded(float[] row, float[] input) {
    float[] padded = Arrays.copyOf(input, row.length);
    assertThat(row).isEqualTo(padded);
  }

  static FeatureArrays random(int candidates, int liveRows, Random random) {
    float[] mask = new float[liveRows];
    for (int t = 0; t < liveRows; t++) {
      mask[t] = random.nextBoolean() ? 1 : 0;
    }
    return new FeatureArrays(
        floats(USER, random),
        random.nextBoolean() ? 1 : 0,
        floats(liveRows * PIN, random),
        random.longs(liveRows, 1, 10).toArray(),
        random.longs(liveRows, 1, 10).toArray(),
        random.longs(liveRows, 1, 1_000).toArray(),
        mask,
        random.nextInt(1_000),
        random.nextInt(10),
        floats(candidates * PIN, random),
        floats(candidates, random));
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 1 + random.nextFloat();
    }
    return values;
  }
}
