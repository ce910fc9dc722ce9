package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import io.tidemark.store.Pin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnerFormerTrainerTest {
  private static final long HELD_OUT_FROM = Tiny.AS_OF.minus(Duration.ofDays(1)).toEpochMilli();

  private final List<UserHistory> users = Tiny.timelines(60).stream().map(Tiny::history).toList();

  @Test
  void whatUsersWantNextIsLearnedFarBeyondPopularity() {
    Map<String, Double> metrics = train(80, 1, Tiny.pins(), new ArrayList<>());

    // Ten pins of a user's taste among forty: a perfect model finds each.
    assertThat(metrics.get("recall_at_10"))
        .isGreaterThan(0.8)
        .isGreaterThan(2 * metrics.get("popularity_recall_at_10"));
    assertThat(metrics.get("random_recall_at_10")).isCloseTo(0.25, within(1e-9));
    assertThat(metrics.get("temperature")).isGreaterThanOrEqualTo(0.01);
  }

  @Test
  void theSameSeedGivesTheSameModelAndAnotherSeedAnother() {
    List<float[]> weights = new ArrayList<>();
    train(12, 1, Tiny.pins(), weights);
    train(12, 1, Tiny.pins(), weights);
    train(12, 2, Tiny.pins(), weights);

    assertThat(weights.get(1)).containsExactly(weights.get(0));
    assertThat(weights.get(2)).isNotEqualTo(weights.get(0));
  }

  @Test
  void sharedAmongTwoDevicesATrainingLearnsAsWellAndIsTheSameEachTime() {
    List<Device> two = List.of(Device.cpu(), Device.cpu());
    List<float[]> weights = new ArrayList<>();
    Map<String, Double> metrics = train(60, 1, Tiny.pins(), weights, two);
    train(60, 1, Tiny.pins(), weights, two);

    assertThat(metrics.get("recall_at_10"))
        .isGreaterThan(0.8)
        .isGreaterThan(2 * metrics.get("popularity_recall_at_10"));
    assertThat(weights.get(1)).containsExactly(weights.get(0));
  }

  @Test
  void aPinVectorThatIsNotANumberStopsTheTraining() {
    PinVectors pins = Tiny.pins();
    List<Pin> broken = new ArrayList<>();
    for (int pin = 0; pin < pins.size(); pin++) {
      float[] vector = new float[pins.dimension()];
      Arrays.fill(vector, Float.NaN);
      broken.add(new Pin(pins.id(pin), vector, 1));
    }

    assertThatThrownBy(() -> train(5, 1, PinVectors.of(pins.version(), broken), new ArrayList<>()))
        .isInstanceOf(TrainingDivergedException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTrainingGoesOnFromItsCheckpointAsIfNothingHadHappened(boolean ids, @TempDir Path folder) {
    PinnerFormerConfig config = Tiny.resumable(40, ids);

    List<float[]> whole = TrainTiny.train(config, users, 40, Optional.empty());
    TrainTiny.train(config, users, 27, Optional.of(folder));
    assertThat(folder).isNotEmptyDirectory();
    List<float[]> resumed = TrainTiny.train(config, users, 40, Optional.of(folder));

    assertThat(resumed).hasSameSizeAs(whole);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(resumed.get(i)).containsExactly(whole.get(i));
    }
  }

  @Test
  void learnedIdVectorsTellPinsApartThatHaveNoContent() {
    PinnerFormerConfig config = Tiny.resumable(150, true);
    List<double[]> recall = new ArrayList<>();

    TrainTiny.train(
        config,
        users,
        150,
        Optional.empty(),
        metrics ->
            recall.add(
                new double[] {
                  metrics.get("recall_at_10"), metrics.get("popularity_recall_at_10")
                }));

    assertThat(recall.get(0)[0]).isGreaterThan(0.45).isGreaterThan(1.5 * recall.get(0)[1]);
  }

  private Map<String, Double> train(int steps, long seed, PinVectors pins, List<float[]> weights) {
    return train(steps, seed, pins, weights, List.of(Device.cpu()));
  }

  private Map<String, Double> train(
      int steps, long seed, PinVectors pins, List<float[]> weights, List<Device> devices) {
    PinnerFormerConfig config = Tiny.config(steps);
    HeldOut heldOut =
        new HeldOut(
            HELD_OUT_FROM,
            config.architecture().window(),
            config.training().heldOutUsers(),
            pins.size());
    users.forEach(heldOut::add);
    try (TrainingEngine engine = TrainingEngine.open(1, seed, devices)) {
      PinnerFormerTrainer trainer = new PinnerFormerTrainer(engine, config, pins, seed);
      Map<String, Double> metrics =
          trainer.train(
              UserStream.of(users, seed),
              heldOut,
              HELD_OUT_FROM,
              new TrainingProgress(
                  steps, Duration.ofMinutes(5), Duration.ofMinutes(1), line -> {}));
      weights.add(trainer.network().parameters().get("user.out.weight").toFloatArray());
      return metrics;
    }
  }
}
