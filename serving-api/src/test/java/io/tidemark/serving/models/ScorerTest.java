package io.tidemark.serving.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dropwizard.util.Duration;
import io.tidemark.store.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTest {
  private static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  /** Products are added up in another order when there are more rows. */
  private static final Offset<Float> ROUNDING = within(1e-6f);

  @TempDir private static Path folder;
  private static Release release;

  @BeforeAll
  static void write() throws Exception {
    release = TinyRanker.write(folder.resolve("ranker"), "ranker-1", 1, REQUIRES);
  }

  @Test
  void requestsThatAreRunTogetherAreScoredAsTheyAreAlone() throws Exception {
    OnnxRanker alone = OnnxRanker.load(release, configuration(1, 2_048));
    OnnxRanker together = OnnxRanker.load(release, configuration(8, 64));
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<FeatureArrays> inputs = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        inputs.add(request(1 + i % 7, 1 + i % 5, i));
      }
      List<Future<float[]>> scores = new ArrayList<>();
      for (FeatureArrays input : inputs) {
        scores.add(callers.submit(() -> score(together, input)));
      }
      for (int i = 0; i < inputs.size(); i++) {
        assertThat(scores.get(i).get()).containsExactly(score(alone, inputs.get(i)), ROUNDING);
      }
    } finally {
      callers.shutdown();
      alone.letGo();
      together.letGo();
    }
  }

  @Test
  void aRequestWithMoreCandidatesThanARunTakesIsScoredInSeveral() throws Exception {
    OnnxRanker whole = OnnxRanker.load(release, configuration(1, 2_048));
    OnnxRanker inParts = OnnxRanker.load(release, configuration(1, 7));
    OnnxRanker inBatchedParts = OnnxRanker.load(release, configuration(4, 7));
    try {
      FeatureArrays input = request(100, 3, 1);
      float[] expected = score(whole, input);
      assertThat(expected).hasSize(200);
      assertThat(score(inParts, input)).containsExactly(expected, ROUNDING);
      assertThat(score(inBatchedParts, input)).containsExactly(expected, ROUNDING);
    } finally {
      whole.letGo();
      inParts.letGo();
      inBatchedParts.letGo();
    }
  }

  @Test
  void aRequestThatCannotBeScoredFailsAloneInItsRun() throws Exception {
    OnnxRanker ranker = OnnxRanker.load(release, configuration(2, 2_048));
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      FeatureArrays good = request(3, 1, 1);
      FeatureArrays tooWide =
          new FeatureArrays(
              new float[TinyRanker.WIDTH + 1],
              1,
              new float[TinyRanker.WIDTH],
              new long[1],
              new long[1],
              new long[1],
              new float[1],
              0,
              0,
              new float[TinyRanker.WIDTH],
              new float[1]);
      Future<float[]> scored = callers.submit(() -> score(ranker, good));
      assertThatThrownBy(() -> score(ranker, tooWide))
          .isInstanceOf(ScoringException.class)
          .hasMessageContaining("embedding has 5");
      assertThat(scored.get()).hasSize(6);
    } finally {
      callers.shutdown();
      ranker.letGo();
    }
  }

  @Test
  void aTurnThatDoesNotComeInTimeIsGivenUp() throws Exception {
    for (int requests : new int[] {1, 4}) {
      OnnxRanker ranker = OnnxRanker.load(release, configuration(requests, 2_048));
      try {
        assertThatThrownBy(() -> ranker.score(new Endless(), System.nanoTime() - 1))
            .isInstanceOf(TimeoutException.class);
      } finally {
        ranker.letGo();
      }
    }
  }

  /** A request that must not be written. */
  private record Endless() implements RankerInput {
    @Override
    public int candidates() {
      return 1;
    }

    @Override
    public int liveRows() {
      return 1;
    }

    @Override
    public void writeTo(InputRow row, int from, int to) throws ScoringException {
      throw new ScoringException("too late", null);
    }
  }

  private static ModelsConfiguration configuration(int requests, int candidates) {
    return new ModelsConfiguration(
        null,
        null,
        ScoringDevice.CPU,
        1,
        2,
        candidates,
        new BatchConfiguration(requests, Duration.milliseconds(5), null));
  }

  private static float[] score(OnnxRanker ranker, RankerInput input) throws Exception {
    return ranker
        .score(input, System.nanoTime() + java.time.Duration.ofSeconds(10).toNanos())
        .values();
  }

  private static FeatureArrays request(int candidates, int liveRows, int salt) {
    float[] mask = new float[liveRows];
    java.util.Arrays.fill(mask, 1);
    return new FeatureArrays(
        numbers(TinyRanker.WIDTH, salt),
        1,
        numbers(liveRows * TinyRanker.WIDTH, salt + 1),
        new long[liveRows],
        new long[liveRows],
        new long[liveRows],
        mask,
        0,
        0,
        numbers(candidates * TinyRanker.WIDTH, salt + 2),
        numbers(candidates, salt + 3));
  }

  private static float[] numbers(int count, int salt) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((i * 31 + salt * 17) % 97) / 97f - 0.5f;
    }
    return values;
  }
}
