package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.training.TrainingEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks of every kind and their exports against probabilities that ranker_golden.py computed
 * with NumPy, one candidate, one action and one attention head at a time.
 */
class RankerGoldenTest {
  private static final float TOLERANCE = 2e-5f;
  private static final float SAME = 2e-6f;

  @TempDir private static Path folder;
  private static TrainingEngine engine;
  private static GoldenRankers golden;

  @BeforeAll
  static void read() throws IOException {
    engine = TrainingEngine.open(1, 1);
    golden = GoldenRankers.read(engine);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<String> models() throws IOException {
    return GoldenRankers.names();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theNetworkAnswersAsTheReferenceDoes(String model) {
    for (int number = 0; number < golden.cases(); number++) {
      assertThat(golden.trained(model, number))
          .as(golden.caseName(number))
          .containsExactly(golden.expected(model, number), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void nothingThatTheNetworkMakesOutlivesItsAnswer(String model) {
    golden.trained(model, 0);

    Collection<NDArray> parameters = golden.parameters(model).all().values();
    assertThat(parameters.iterator().next().getManager().getManagedArrays())
        .containsExactlyInAnyOrderElementsOf(parameters);
  }

  @ParameterizedTest
  @MethodSource("models")
  void theExportedGraphAnswersAsTheReferenceDoes(String model) throws IOException {
    try (RankerModel exported = export(model)) {
      for (int number = 0; number < golden.cases(); number++) {
        assertThat(exported.probabilities(golden.input(model, number)))
            .as(golden.caseName(number))
            .containsExactly(golden.expected(model, number), within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void paddingAndActionsOnUnknownPinsChangeNothing(String model) throws IOException {
    try (RankerModel exported = export(model)) {
      for (int number = 0; number < golden.cases(); number++) {
        RankerInput input = golden.input(model, number);
        assertThat(exported.probabilities(padded(input, 3)))
            .as(golden.caseName(number))
            .containsExactly(exported.probabilities(input), within(SAME));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void candidatesInAnotherOrderAreAnsweredInThatOrder(String model) throws IOException {
    try (RankerModel exported = export(model)) {
      RankerInput input = golden.input(model, 0);
      float[] answer = exported.probabilities(input);
      float[] turned = exported.probabilities(turned(input));
      int n = input.candidateActions().length;
      int h = answer.length / n;
      for (int i = 0; i < n; i++) {
        assertThat(Arrays.copyOfRange(turned, (n - 1 - i) * h, (n - i) * h))
            .containsExactly(Arrays.copyOfRange(answer, i * h, (i + 1) * h), within(SAME));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void requestsScoredTogetherAreAnsweredAsAlone(String model) throws IOException {
    try (RankerModel exported = export(model)) {
      RankerInput longer = golden.input(model, 0);
      RankerInput shorter = golden.input(model, 2);
      int t = longer.liveMask().length;
      int n = longer.candidateActions().length;
      RankerInput widened = padded(shorter, t - shorter.liveMask().length);
      float[] together = exported.probabilities(together(longer, widened, n));
      float[] first = exported.probabilities(longer);
      float[] second = exported.probabilities(shorter);
      assertThat(Arrays.copyOf(together, first.length)).containsExactly(first, within(SAME));
      assertThat(Arrays.copyOfRange(together, first.length, first.length + second.length))
          .containsExactly(second, within(SAME));
    }
  }

  private static RankerModel export(String model) throws IOException {
    Path own = Files.createTempDirectory(folder, "model");
    golden.graph(model).write(own.resolve(RankerModel.FILE));
    return RankerModel.load(own, 1);
  }

  /** With rows behind that are no actions, whatever they hold. */
  private static RankerInput padded(RankerInput input, int rows) {
    int live = input.liveMask().length;
    int padded = live + rows;
    int width = input.livePinVectors().length / live;
    long[] types = Arrays.copyOf(input.liveActionTypes(), padded);
    long[] occurredAt = Arrays.copyOf(input.liveOccurredAt(), padded);
    float[] pins = Arrays.copyOf(input.livePinVectors(), padded * width);
    Arrays.fill(types, live, padded, 9);
    Arrays.fill(occurredAt, live, padded, input.requestedAt()[0] - 1);
    Arrays.fill(pins, live * width, padded * width, 0.5f);
    return new RankerInput(
        input.userEmbedding(),
        input.hasUser(),
        input.interestAverage(),
        pins,
        types,
        Arrays.copyOf(input.liveSurfaces(), padded),
        occurredAt,
        Arrays.copyOf(input.liveMask(), padded),
        input.requestedAt(),
        input.surface(),
        input.candidatePinVectors(),
        input.candidateActions());
  }

  private static RankerInput turned(RankerInput input) {
    int n = input.candidateActions().length;
    int width = input.candidatePinVectors().length / n;
    float[] pins = new float[n * width];
    float[] actions = new float[n];
    for (int i = 0; i < n; i++) {
      actions[n - 1 - i] = input.candidateActions()[i];
      System.arraycopy(input.candidatePinVectors(), i * width, pins, (n - 1 - i) * width, width);
    }
    return withCandidates(input, pins, actions);
  }

  private static RankerInput withCandidates(RankerInput input, float[] pins, float[] actions) {
    return new RankerInput(
        input.userEmbedding(),
        input.hasUser(),
        input.interestAverage(),
        input.livePinVectors(),
        input.liveActionTypes(),
        input.liveSurfaces(),
        input.liveOccurredAt(),
        input.liveMask(),
        input.requestedAt(),
        input.surface(),
        pins,
        actions);
  }

  /** Two requests as one call, the second one's candidates padded to N. */
  private static RankerInput together(RankerInput one, RankerInput other, int n) {
    int width = one.candidatePinVectors().length / n;
    return new RankerInput(
        joined(one.userEmbedding(), other.userEmbedding()),
        joined(one.hasUser(), other.hasUser()),
        one.interestAverage() == null
            ? null
            : joined(one.interestAverage(), other.interestAverage()),
        joined(one.livePinVectors(), other.livePinVectors()),
        joined(one.liveActionTypes(), other.liveActionTypes()),
        joined(one.liveSurfaces(), other.liveSurfaces()),
        joined(one.liveOccurredAt(), other.liveOccurredAt()),
        joined(one.liveMask(), other.liveMask()),
        joined(one.requestedAt(), other.requestedAt()),
        joined(one.surface(), other.surface()),
        joined(one.candidatePinVectors(), Arrays.copyOf(other.candidatePinVectors(), n * width)),
        joined(one.candidateActions(), Arrays.copyOf(other.candidateActions(), n)));
  }

  private static float[] joined(float[] one, float[] other) {
    float[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static long[] joined(long[] one, long[] other) {
    long[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
