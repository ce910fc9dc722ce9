package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.pipelines.training.TensorSpec;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.ActionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trained and exported ranker does, on a log whose tastes are known. */
class RankerTrainingTest {
  private static final PinVectors PINS = TasteLog.pins();
  private static final float SAME = 1e-3f;
  private static final long NOW = TasteLog.AS_OF.plus(Duration.ofHours(3)).toEpochMilli();

  @TempDir private static Path folder;
  private static TrainingEngine engine;
  private static Path model;
  private static RankerModel ranker;

  @BeforeAll
  static void train() throws IOException {
    Job.parse(new String[0], StorageOptions.class);
    engine = TrainingEngine.open(1, 1);
    model = Path.of(train(TasteLog.timelines(), 120, "first"));
    ranker = RankerModel.load(model, 1);
  }

  @AfterAll
  static void close() {
    ranker.close();
    engine.close();
  }

  @Test
  void bothTidesTogetherRankBetterThanEitherAndThanPopularity() throws IOException {
    Map<String, Double> metrics = ModelFolder.card(model.toString()).metrics();
    assertThat(metrics.get("both_save_auc"))
        .isGreaterThan(metrics.get("batch_only_save_auc"))
        .isGreaterThan(metrics.get("live_only_save_auc"))
        .isGreaterThan(0.8);
    assertThat(metrics.get("batch_only_save_auc")).isGreaterThan(metrics.get("neither_save_auc"));
    assertThat(metrics.get("live_only_save_auc")).isGreaterThan(metrics.get("neither_save_auc"));
  }

  @Test
  void aSaveJustNowMovesLikePinsUpAndAHideMovesThemDown() {
    float[] quiet = tasteScores(List.of());
    float[] saved = tasteScores(List.of(ActionType.SAVE));
    float[] hidden = tasteScores(List.of(ActionType.HIDE));
    assertThat(saved[2]).isGreaterThan(quiet[2] * 1.3f);
    assertThat(hidden[2]).isLessThan(quiet[2] * 0.9f);
    assertThat(saved[2] - saved[1]).isGreaterThan(quiet[2] - quiet[1]);
  }

  @Test
  void withoutAnySignOfTheUserAllTastesAreAlike() {
    RankerExample nobody =
        new RankerExample(
            Optional.empty(),
            Optional.empty(),
            new int[0],
            new long[0],
            new long[0],
            new long[0],
            NOW,
            1,
            candidates(),
            new float[] {10, 10, 10, 10},
            new int[4]);
    float[] scores =
        saves(ranker.probabilities(RankerInput.of(nobody, PINS, TasteLog.DIMENSION, false)));
    float[] known = tasteScores(List.of());
    float spread = Math.abs(scores[0] - scores[3]);
    assertThat(spread).isLessThan(Math.abs(known[0] - known[3]));
  }

  @Test
  void theExportIsWholeAndItsGoldenScoresComeOutAgain() throws IOException {
    ModelCard card = ModelFolder.card(model.toString());
    assertThat(ModelFolder.fetch(model.toString(), folder.resolve("cache"))).isEqualTo(model);
    assertThat(card.version()).matches("ranker-20240311T000000Z-[0-9a-f]{6}");
    assertThat(card.requires())
        .containsOnly(
            Map.entry("pins", "pins-test"), Map.entry("pinnerformer", "pinnerformer-test"));
    assertThat(card.parityMaxAbsDiff()).isLessThan(1e-5);

    ObjectMapper json = new ObjectMapper();
    JsonNode golden = json.readTree(model.resolve(GoldenScores.FILE).toFile());
    assertThat(golden.get("cases")).hasSizeGreaterThanOrEqualTo(3);
    for (JsonNode one : golden.get("cases")) {
      float[] expected = json.treeToValue(one.get("probabilities"), float[].class);
      RankerInput input = json.treeToValue(one.get("inputs"), RankerInput.class);
      assertThat(ranker.probabilities(input))
          .containsExactly(expected, within(golden.get("tolerance").floatValue()));
    }
  }

  @Test
  void theSameLogInAnotherOrderAndTheSameSeedGiveTheSameScores() throws IOException {
    Path one = Path.of(train(TasteLog.timelines(), 5, "one"));
    List<Timeline> turned = new ArrayList<>(TasteLog.timelines());
    Collections.reverse(turned);
    Path other = Path.of(train(turned, 5, "other"));
    // Not bit by bit: BLAS rounds by where in memory a tensor happens to lie.
    assertThat(farthest(scoresOf(other), scoresOf(one))).isLessThan(SAME);
    Path otherSeed = Path.of(train(TasteLog.timelines(), 5, "other-seed", Optional.empty(), 12));
    assertThat(farthest(scoresOf(otherSeed), scoresOf(one)))
        .as("other examples in another order")
        .isGreaterThan(SAME);
  }

  private static float farthest(float[] some, float[] others) {
    float farthest = 0;
    for (int i = 0; i < some.length; i++) {
      farthest = Math.max(farthest, Math.abs(some[i] - others[i]));
    }
    return farthest;
  }

  private static float[] scoresOf(Path folder) throws IOException {
    try (RankerModel loaded = RankerModel.load(folder, 1)) {
      return tasteScores(loaded, List.of(ActionType.SAVE));
    }
  }

  @Test
  void thePublishedRankerAnswersTheSameRequestsInItsOwnSpace() throws IOException {
    ModelCard first = ModelFolder.card(model.toString());
    // The same vectors under indexes of their own.
    PinVectors others = TasteLog.pinsBehindAnother();
    PublishedRanker published =
        new PublishedRanker(
            first,
            ranker,
            others,
            histories -> TasteLog.embed(histories, others),
            Optional.empty(),
            TasteLog.DIMENSION);
    ModelCard second =
        ModelFolder.card(train(TasteLog.timelines(), 5, "compared", Optional.of(published)));
    for (String metric : List.of("save_hit_at_3", "save_auc", "save_log_loss", "hide_auc")) {
      assertThat(second.metrics().get("published_" + metric))
          .as(metric)
          .isCloseTo(first.metrics().get("both_" + metric), within(1e-3));
    }
    assertThat(second.training()).containsEntry("compared_with", first.version());
    assertThat(second.metrics()).containsKey("gain_save_auc_high");
  }

  @Test
  void probabilitiesSumUpToWhatIsObserved() throws IOException {
    assertThat(ModelFolder.card(model.toString()).metrics().get("both_save_calibration"))
        .isBetween(0.7, 1.4);
  }

  @Test
  void nothingToTrainOnIsExplained() {
    List<Timeline> hidesOnly =
        List.of(
            new Timeline(
                "ann",
                List.of(TasteLog.action("ann", TasteLog.pin(0, 0), ActionType.HIDE, NOW - 1))));
    assertThatThrownBy(() -> train(hidesOnly, 1, "none"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("nothing to train a ranker on");
  }

  @Test
  void oneUserAndTwoPinsAreEnough() throws IOException {
    long day = TasteLog.START.toEpochMilli();
    Timeline tiny =
        new Timeline(
            "ann",
            List.of(
                TasteLog.action("ann", TasteLog.pin(0, 0), ActionType.SAVE, day),
                TasteLog.action("ann", TasteLog.pin(1, 0), ActionType.SAVE, day + 1)));
    assertThat(Path.of(train(List.of(tiny), 2, "tiny"))).isDirectory();
  }

  @Test
  void interestsAloneTellWhoTheUserIsAndAreNamedByWhatTheRankerRequires() throws IOException {
    RankerConfig config = TasteLog.config(60);
    Path staging = Files.createDirectories(folder.resolve("interests-staging"));
    Path own =
        Path.of(
            new RankerTraining(
                    engine,
                    config.with(config.architecture().withSides(false, true, true)),
                    PINS,
                    TasteLog.batchSide(PINS, Optional.of(TasteLog.interests(PINS))),
                    PositiveActions.standard(),
                    11)
                .run(
                    TasteLog.timelines(),
                    List.of(),
                    TasteLog.AS_OF,
                    Optional.empty(),
                    folder.resolve("interests").toString(),
                    staging));
    ModelCard card = ModelFolder.card(own.toString());

    assertThat(card.requires()).containsEntry("pinnersage", "pinnersage-test");
    assertThat(card.inputs()).extracting(TensorSpec::name).contains(RankerGraph.INTERESTS);
    assertThat(card.parityMaxAbsDiff()).isLessThan(1e-5);
    assertThat(card.metrics().get("batch_only_save_auc"))
        .isGreaterThan(card.metrics().get("neither_save_auc"))
        .isGreaterThan(0.6);
    JsonNode golden = new ObjectMapper().readTree(own.resolve(GoldenScores.FILE).toFile());
    assertThat(golden.get("cases").get(0).get("inputs").get(RankerGraph.INTERESTS))
        .hasSize(TasteLog.DIMENSION);
  }

  @Test
  void aRankerThatLooksAtInterestsIsNotTrainedWithout() {
    RankerConfig config = TasteLog.config(1);
    assertThatThrownBy(
            () ->
                new RankerTraining(
                    engine,
                    config.with(config.architecture().withSides(true, true, true)),
                    PINS,
                    TasteLog.batchSide(PINS),
                    PositiveActions.standard(),
                    11))
        .hasMessageContaining("architecture.interests");
  }

  /** Scores of one pin of each taste for a user of taste 0 who did that to a pin of taste 2. */
  private static float[] tasteScores(List<ActionType> done) {
    return tasteScores(ranker, done);
  }

  private static float[] tasteScores(RankerModel model, List<ActionType> done) {
    int pin = PINS.indexOf(TasteLog.pin(2, 0));
    RankerExample example =
        new RankerExample(
            Optional.of(PINS.vector(PINS.indexOf(TasteLog.pin(0, 0)))),
            Optional.empty(),
            done.stream().mapToInt(type -> pin).toArray(),
            done.stream().mapToLong(ActionType::code).toArray(),
            done.stream().mapToLong(type -> 1).toArray(),
            done.stream().mapToLong(type -> NOW - 30_000).toArray(),
            NOW,
            1,
            candidates(),
            new float[] {10, 10, 10, 10},
            new int[4]);
    return saves(model.probabilities(RankerInput.of(example, PINS, TasteLog.DIMENSION, false)));
  }

  /** The first head's column of {@code [N, H]}. */
  private static float[] saves(float[] probabilities) {
    float[] saves = new float[candidates().length];
    for (int i = 0; i < saves.length; i++) {
      saves[i] = probabilities[i * probabilities.length / saves.length];
    }
    return saves;
  }

  private static int[] candidates() {
    return new int[] {
      PINS.indexOf(TasteLog.pin(0, 7)),
      PINS.indexOf(TasteLog.pin(1, 7)),
      PINS.indexOf(TasteLog.pin(2, 7)),
      PINS.indexOf(TasteLog.pin(3, 7))
    };
  }

  private static String train(List<Timeline> timelines, int steps, String name) throws IOException {
    return train(timelines, steps, name, Optional.empty());
  }

  private static String train(
      List<Timeline> timelines, int steps, String name, Optional<PublishedRanker> published)
      throws IOException {
    return train(timelines, steps, name, published, 11);
  }

  private static String train(
      List<Timeline> timelines,
      int steps,
      String name,
      Optional<PublishedRanker> published,
      long seed)
      throws IOException {
    Path staging = Files.createDirectories(folder.resolve(name + "-staging"));
    return new RankerTraining(
            engine,
            TasteLog.config(steps),
            PINS,
            TasteLog.batchSide(PINS),
            PositiveActions.standard(),
            seed)
        .run(
            timelines,
            List.of(),
            TasteLog.AS_OF,
            published,
            folder.resolve(name).toString(),
            staging);
  }
}
