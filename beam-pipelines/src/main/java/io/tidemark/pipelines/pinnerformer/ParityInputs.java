package io.tidemark.pipelines.pinnerformer;

import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random inputs that try an export: unknown pins, types, surfaces and durations, histories of one
 * action, padding with wild content, equal timestamps, and times from before 1970 to the year 2200.
 */
final class ParityInputs {
  private static final long[] TIMES = {
    Instant.parse("1901-01-01T00:00:00Z").toEpochMilli(),
    0,
    Instant.parse("2022-04-21T23:59:59.999Z").toEpochMilli(),
    Instant.parse("2026-11-21T12:34:56.789Z").toEpochMilli(),
    Instant.parse("2200-12-31T00:00:00Z").toEpochMilli()
  };
  private static final long[] GAPS = {0, 1, 999, 60_000, 86_400_000L, 31_536_000_000L};

  private final SplittableRandom random;
  private final int pinDimension;

  ParityInputs(long seed, int pinDimension) {
    this.random = new SplittableRandom(seed);
    this.pinDimension = pinDimension;
  }

  /** A batch; its last user fills the whole length and its first has one action. */
  SequenceBatch batch(int users, int longest) {
    int cells = users * longest;
    SequenceBatch batch =
        new SequenceBatch(
            users,
            longest,
            pinDimension,
            pins(cells),
            random.longs(cells, -1, ActionType.TABLE_SIZE + 2).toArray(),
            random.longs(cells, -1, Surface.TABLE_SIZE + 2).toArray(),
            durations(cells),
            random.longs(cells).map(time -> time >> 20).toArray(),
            new long[users]);
    for (int user = 0; user < users; user++) {
      int length = user == users - 1 ? longest : user == 0 ? 1 : 1 + random.nextInt(longest);
      batch.lengths()[user] = length;
      long time = TIMES[random.nextInt(TIMES.length)];
      for (int row = 0; row < length; row++) {
        batch.occurredAt()[user * longest + row] = time;
        time += GAPS[random.nextInt(GAPS.length)];
      }
    }
    return batch;
  }

  /** Unit vectors, every fourth unknown: {@code [n * P]}. */
  float[] pins(int count) {
    float[] vectors = new float[count * pinDimension];
    for (int pin = 0; pin < count; pin++) {
      if (random.nextInt(4) == 0) {
        continue;
      }
      double sum = 0;
      for (int i = pin * pinDimension; i < (pin + 1) * pinDimension; i++) {
        vectors[i] = (float) random.nextGaussian();
        sum += (double) vectors[i] * vectors[i];
      }
      for (int i = pin * pinDimension; i < (pin + 1) * pinDimension; i++) {
        vectors[i] /= (float) Math.sqrt(sum);
      }
    }
    return vectors;
  }

  private float[] durations(int count) {
    float[] durations = new float[count];
    Arrays.fill(durations, -1);
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(3)) {
        case 0 -> durations[i] = 0;
        case 1 -> durations[i] = random.nextInt(86_400_000);
        default -> {}
      }
    }
    return durations;
  }
}
