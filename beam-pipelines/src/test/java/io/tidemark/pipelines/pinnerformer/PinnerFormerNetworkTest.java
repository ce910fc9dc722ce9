package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.Parity;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PinnerFormerNetworkTest {
  private static final PinnerFormerConfig CONFIG = Tiny.config(1);
  private static final int D = CONFIG.architecture().dimension();
  private static final int P = Tiny.PIN_DIMENSION;

  private static TrainingEngine engine;
  private static PinnerFormerNetwork network;

  @TempDir private Path folder;

  @BeforeAll
  static void create() {
    engine = TrainingEngine.open(1, 1);
    Parameters parameters = new Parameters(engine.manager(), 1);
    network = new PinnerFormerNetwork(engine, parameters, CONFIG, P);
    // Phases start at 0 and biases too: give them values that a mistake would show with.
    parameters
        .all()
        .forEach(
            (name, array) -> {
              float[] values = array.toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] += 0.1f * (float) Math.sin(i + name.length());
              }
              parameters.set(name, values);
            });
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void paddingAndItsContentChangeNothing() {
    SequenceBatch alone = inputs().batch(1, 6);
    SequenceBatch padded = copy(alone, 0, 6, 11);

    assertThat(newest(padded)).containsExactly(newest(alone), within(1e-5f));
  }

  @Test
  void theOrderOfUsersInABatchChangesNothing() {
    SequenceBatch batch = inputs().batch(4, 8);
    SequenceBatch reversed = inputs().batch(4, 8);
    for (int user = 0; user < 4; user++) {
      copyUser(batch, user, reversed, 3 - user);
    }

    float[] expected = newest(batch);
    float[] actual = newest(reversed);

    for (int user = 0; user < 4; user++) {
      assertThat(Arrays.copyOfRange(actual, (3 - user) * D, (4 - user) * D))
          .containsExactly(Arrays.copyOfRange(expected, user * D, (user + 1) * D), within(1e-5f));
    }
  }

  @Test
  void aRowSeesNothingOfLaterRowsButTheNewestsTime() {
    SequenceBatch before = inputs().batch(1, 8);
    SequenceBatch after = copy(before, 0, 8, 8);
    for (int row = 5; row < 8; row++) {
      Arrays.fill(after.pinVectors(), row * P, (row + 1) * P, 0.5f);
      after.actionTypes()[row] = 7;
      after.surfaces()[row] = 3;
      after.durations()[row] = 77_000;
    }
    for (int row = 5; row < 7; row++) {
      after.occurredAt()[row] = before.occurredAt()[4];
    }

    assertThat(at(after, 4)).containsExactly(at(before, 4), within(1e-6f));
    assertThat(at(after, 5)).isNotEqualTo(at(before, 5));
  }

  @Test
  void nothingThatAStepMakesOutlivesIt() {
    NDManager ofParameters = network.temperature().getManager();
    SequenceBatch batch = inputs().batch(3, 8);

    engine.step(
        manager -> {
          NDArray users = network.users(batch.tensors(manager), AskedRows.of(3, 8, 2, 9), true);
          NDArray pins = network.pins(manager.ones(new Shape(2, P)));
          return users.mul(pins).sum();
        });

    assertThat(ofParameters.getManagedArrays())
        .containsExactlyInAnyOrderElementsOf(network.parameters().all().values());
  }

  @Test
  void rowsOfUsersWithMoreAndFewerAreThoseOfEachAlone() {
    SequenceBatch batch = inputs().batch(3, 8);
    long[] rows = {1, 16, 19, 17};

    float[] together =
        engine.evaluate(
            manager ->
                network
                    .users(batch.tensors(manager), AskedRows.of(3, 8, rows), false)
                    .toFloatArray());

    for (int i = 0; i < rows.length; i++) {
      long row = rows[i];
      float[] alone =
          engine.evaluate(
              manager ->
                  network
                      .users(batch.tensors(manager), AskedRows.of(3, 8, row), false)
                      .toFloatArray());
      assertThat(Arrays.copyOfRange(together, i * D, (i + 1) * D))
          .containsExactly(alone, within(1e-5f));
    }
  }

  @Test
  void embeddingsHaveNormOneAndHistoriesOfOneUnknownPinHaveOneToo() {
    SequenceBatch batch = inputs().batch(1, 1);
    Arrays.fill(batch.pinVectors(), 0);

    float[] embedding = newest(batch);

    double sum = 0;
    for (float value : embedding) {
      sum += (double) value * value;
    }
    assertThat(Math.sqrt(sum)).isCloseTo(1, within(1e-5));
  }

  @Test
  void theExportComputesWhatTheTrainerDoesOnHardInputs() throws IOException {
    PinnerFormerExport export = new PinnerFormerExport(engine, network, CONFIG);
    Path staging = java.nio.file.Files.createDirectory(folder.resolve("staging"));
    String models = folder.resolve("models").toString();

    String exported = export.write(staging, models, origin());

    try (PinnerFormerModel model = PinnerFormerModel.load(exported, folder, 1)) {
      assertThat(export.difference(model)).isLessThanOrEqualTo(Parity.TOLERANCE);
      assertThat(model.card().parityMaxAbsDiff()).isLessThanOrEqualTo(Parity.TOLERANCE);
      assertThat(model.card().version()).startsWith("pinnerformer-20240311T000000Z-");
      assertThat(model.card().requires()).containsEntry("pins", "pins-1");
      assertThat(model.window()).isEqualTo(CONFIG.architecture().window());
    }
  }

  @ParameterizedTest
  @EnumSource(FeatureSwitches.Feature.class)
  void anyFeatureCanBeLeftOutOfNetworkAndExport(FeatureSwitches.Feature left) throws IOException {
    PinnerFormerConfig config = CONFIG.withFeatures(FeatureSwitches.all().without(left));
    try (Parameters parameters = new Parameters(engine.manager(), 1)) {
      PinnerFormerNetwork smaller = new PinnerFormerNetwork(engine, parameters, config, P);
      Path staging = java.nio.file.Files.createDirectory(folder.resolve("staging"));

      // Refused if it differed from the network.
      String exported =
          new PinnerFormerExport(engine, smaller, config)
              .write(staging, folder.resolve("models").toString(), origin());

      assertThat(parameters.count()).isLessThan(network.parameters().count());
      assertThat(exported).contains("pinnerformer-20240311T000000Z-");
    }
  }

  @Test
  void withoutAbsoluteTimeOnlySpansCount() {
    PinnerFormerConfig config =
        CONFIG.withFeatures(FeatureSwitches.all().without(FeatureSwitches.Feature.ABSOLUTE_TIME));
    SequenceBatch batch = inputs().batch(3, 8);
    SequenceBatch shifted = inputs().batch(3, 8);
    for (int i = 0; i < shifted.occurredAt().length; i++) {
      shifted.occurredAt()[i] += 12_345_678_901L;
    }
    try (Parameters parameters = new Parameters(engine.manager(), 1)) {
      PinnerFormerNetwork smaller = new PinnerFormerNetwork(engine, parameters, config, P);

      assertThat(newest(smaller, shifted)).containsExactly(newest(smaller, batch), within(1e-5f));
      assertThat(newest(shifted)).isNotEqualTo(newest(batch));
    }
  }

  @Test
  void anExportOfOtherWeightsIsRefused() throws IOException {
    PinnerFormerExport export = new PinnerFormerExport(engine, network, CONFIG);
    Path staging = java.nio.file.Files.createDirectory(folder.resolve("staging"));
    String exported = export.write(staging, folder.resolve("models").toString(), origin());
    Parameters parameters = network.parameters();
    float[] phases = parameters.get(Features.GAP_PHASE).toFloatArray();
    float[] moved = phases.clone();
    moved[3] += 0.5f;
    parameters.set(Features.GAP_PHASE, moved);
    try (PinnerFormerModel model = PinnerFormerModel.load(exported, folder, 1)) {
      double difference = export.difference(model);

      assertThatThrownBy(() -> Parity.require("pinnerformer", difference))
          .isInstanceOf(Parity.ParityException.class);
    } finally {
      parameters.set(Features.GAP_PHASE, phases);
    }
  }

  private static PinnerFormerExport.Origin origin() {
    return new PinnerFormerExport.Origin(
        Instant.parse("2024-03-11T00:00:00Z"),
        "pins-1",
        Map.of("users", "1"),
        Map.of(),
        new TrainingHistory(List.of(new TrainingHistory.Point(10, 1, 2, 0.5, 0.1, 100, 0.01))));
  }

  private static ParityInputs inputs() {
    return new ParityInputs(9, P);
  }

  private static float[] newest(SequenceBatch batch) {
    return newest(network, batch);
  }

  private static float[] newest(PinnerFormerNetwork of, SequenceBatch batch) {
    return engine.evaluate(manager -> of.newest(batch.tensors(manager)).toFloatArray());
  }

  private static float[] at(SequenceBatch batch, int row) {
    return engine.evaluate(
        manager ->
            network
                .users(batch.tensors(manager), AskedRows.of(1, batch.longest(), row), false)
                .toFloatArray());
  }

  /** One user's rows in a batch of another length; what is new holds noise. */
  private static SequenceBatch copy(SequenceBatch batch, int user, int rows, int longest) {
    SequenceBatch copy = inputs().batch(1, longest);
    System.arraycopy(batch.pinVectors(), user * rows * P, copy.pinVectors(), 0, rows * P);
    System.arraycopy(batch.actionTypes(), user * rows, copy.actionTypes(), 0, rows);
    System.arraycopy(batch.surfaces(), user * rows, copy.surfaces(), 0, rows);
    System.arraycopy(batch.durations(), user * rows, copy.durations(), 0, rows);
    System.arraycopy(batch.occurredAt(), user * rows, copy.occurredAt(), 0, rows);
    copy.lengths()[0] = batch.lengths()[user];
    return copy;
  }

  private static void copyUser(SequenceBatch from, int user, SequenceBatch to, int place) {
    int rows = from.longest();
    System.arraycopy(
        from.pinVectors(), user * rows * P, to.pinVectors(), place * rows * P, rows * P);
    System.arraycopy(from.actionTypes(), user * rows, to.actionTypes(), place * rows, rows);
    System.arraycopy(from.surfaces(), user * rows, to.surfaces(), place * rows, rows);
    System.arraycopy(from.durations(), user * rows, to.durations(), place * rows, rows);
    System.arraycopy(from.occurredAt(), user * rows, to.occurredAt(), place * rows, rows);
    to.lengths()[place] = from.lengths()[user];
  }
}
