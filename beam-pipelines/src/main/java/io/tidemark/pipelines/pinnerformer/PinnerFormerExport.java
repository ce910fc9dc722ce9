package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.pipelines.training.Parity;
import io.tidemark.pipelines.training.TrainingCurves;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingHistory;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a trained network into a model folder: both graphs, checked against the trainer's own
 * output, and the card. Nothing is kept of an export that differs.
 */
final class PinnerFormerExport {
  private static final int USERS = 8;
  private static final int PINS = 256;
  private static final int BATCHES = 3;

  private final TrainingEngine engine;
  private final PinnerFormerNetwork network;
  private final PinnerFormerConfig config;

  PinnerFormerExport(
      TrainingEngine engine, PinnerFormerNetwork network, PinnerFormerConfig config) {
    this.engine = requireNonNull(engine, "engine is null");
    this.network = requireNonNull(network, "network is null");
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Where a model comes from.
   *
   * @param asOf the end of its training data
   * @param pins the version of the pin vectors
   * @param training what it was trained on, for the card
   * @param metrics what was measured, for the card
   * @param history what was measured while training, for the files beside it
   */
  record Origin(
      Instant asOf,
      String pins,
      Map<String, String> training,
      Map<String, Double> metrics,
      TrainingHistory history) {}

  /**
   * Writes the model's folder.
   *
   * @param staging an empty local folder
   * @param models URI or path of the folder of all models
   * @return the URI of the model's folder
   * @throws Parity.ParityException if the export differs from the trained network
   */
  String write(Path staging, String models, Origin origin) throws IOException {
    PinnerFormerGraph graphs = new PinnerFormerGraph(network);
    Path users = staging.resolve(PinnerFormerModel.USER_FILE);
    Path pins = staging.resolve(PinnerFormerModel.PIN_FILE);
    graphs.userTower().write(users);
    graphs.pinTower().write(pins);
    List<Path> written = new ArrayList<>(List.of(users, pins));
    written.addAll(writeHistory(staging, origin.history()));
    Map<String, String> files = ModelFolder.hashes(written);
    ModelCard unchecked = card(graphs, files, origin, Double.NaN);
    double difference;
    try (PinnerFormerModel model = PinnerFormerModel.open(unchecked, staging, 1)) {
      difference = difference(model);
    }
    Parity.require(unchecked.version(), difference);
    return ModelFolder.write(staging, card(graphs, files, origin, difference), models);
  }

  /** How the training went; nothing if it measured nothing. */
  private static List<Path> writeHistory(Path staging, TrainingHistory history) throws IOException {
    if (history.points().isEmpty()) {
      return List.of();
    }
    String measure = "recall@" + Recall.AT;
    Path metrics = staging.resolve(TrainingHistory.FILE);
    Files.writeString(metrics, history.toJson(measure));
    Path curves = staging.resolve(TrainingCurves.FILE);
    Files.write(curves, TrainingCurves.svg("PinnerFormer", measure, history.points()));
    return List.of(metrics, curves);
  }

  /** The largest difference between the exported model and the network on hard inputs. */
  double difference(PinnerFormerModel model) {
    ParityInputs inputs = new ParityInputs(1, network.pinDimension());
    double largest = 0;
    for (int i = 0; i < BATCHES; i++) {
      int longest = i == 0 ? 1 : config.architecture().window();
      SequenceBatch batch = inputs.batch(USERS, longest);
      float[] trained =
          engine.evaluate(manager -> network.newest(batch.tensors(manager)).toFloatArray());
      largest = Math.max(largest, Parity.maxAbsoluteDifference(trained, model.run(batch)));
    }
    float[] vectors = inputs.pins(PINS);
    float[] trained =
        engine.evaluate(
            manager ->
                network
                    .pins(manager.create(vectors, new Shape(PINS, network.pinDimension())))
                    .toFloatArray());
    return Math.max(largest, Parity.maxAbsoluteDifference(trained, model.runPins(vectors, PINS)));
  }

  private ModelCard card(
      PinnerFormerGraph graphs, Map<String, String> files, Origin origin, double difference) {
    return new ModelCard(
        Release.PINNERFORMER,
        ModelCard.version(
            Release.PINNERFORMER, origin.asOf(), files.get(PinnerFormerModel.USER_FILE)),
        Clock.systemUTC().instant().toString(),
        ModelCard.revision(),
        files,
        graphs.inputs(),
        graphs.outputs(),
        ModelCard.allActionTypeCodes(),
        ModelCard.allSurfaceCodes(),
        Map.of(Release.PINS, origin.pins()),
        Map.of("pin", network.pinDimension(), "user", config.architecture().dimension()),
        origin.training(),
        config.objective().describe(),
        origin.metrics(),
        difference,
        ModelCard.configOf(config));
  }

  /** A folder of its own for staging, to be deleted by {@link #discard}. */
  static Path stagingFolder() throws IOException {
    return Files.createTempDirectory("pinnerformer");
  }

  /** Deletes a staging folder. */
  static void discard(Path staging) throws IOException {
    Files.deleteIfExists(staging.resolve(PinnerFormerModel.USER_FILE));
    Files.deleteIfExists(staging.resolve(PinnerFormerModel.PIN_FILE));
    Files.deleteIfExists(staging.resolve(TrainingHistory.FILE));
    Files.deleteIfExists(staging.resolve(TrainingCurves.FILE));
    Files.deleteIfExists(staging);
  }
}
