package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.Release;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** The one step that trains: takes all timelines at once, leaves the model's URI in a file. */
final class TrainFn extends DoFn<KV<String, Iterable<Timeline>>, Void> {
  private static final long serialVersionUID = 1L;
  private static final String PIN_TOWER = "pin_tower.onnx";

  private final Settings settings;
  private final ResultFile result;

  /**
   * The job's flags, read and checked.
   *
   * @param pinnerFormer the URI of the model's folder
   */
  record Settings(
      RankerConfig config,
      Instant asOf,
      Warehouse warehouse,
      String pinnerFormer,
      PositiveActions positives,
      int threads,
      long seed,
      String models)
      implements Serializable {}

  TrainFn(Settings settings, ResultFile result) {
    this.settings = requireNonNull(settings, "settings is null");
    this.result = requireNonNull(result, "result is null");
  }

  @ProcessElement
  public void train(@Element KV<String, Iterable<Timeline>> all) throws IOException {
    List<Timeline> timelines = new ArrayList<>();
    all.getValue().forEach(timelines::add);
    Path work = Files.createTempDirectory("train-ranker");
    try {
      result.write(train(timelines, work));
    } finally {
      deleteTree(work);
    }
  }

  private String train(List<Timeline> timelines, Path work) throws IOException {
    // The trainer's engine first: ONNX Runtime's would load it with as many threads as it likes.
    try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed());
        PinnerFormerModel batchModel =
            PinnerFormerModel.load(
                settings.pinnerFormer(),
                work.resolve("pinnerformer"),
                Math.max(1, settings.threads()))) {
      String pinsVersion = batchModel.card().requires().get(Release.PINS);
      if (pinsVersion == null) {
        throw new JobFailedException(
            "%s does not say which pins it requires: train it anew"
                .formatted(settings.pinnerFormer()));
      }
      PinVectors pins = ReadPins.read(settings.warehouse(), pinsVersion);
      Path local = ModelFolder.fetch(settings.pinnerFormer(), work.resolve("pinnerformer"));
      RankerTraining.BatchSide batchSide =
          new RankerTraining.BatchSide(
              batchModel.card().version(),
              learnedBefore(batchModel.card()),
              histories -> batchModel.embedUsers(histories, pins),
              OnnxGraph.read(local.resolve(PIN_TOWER)),
              towers(batchModel, pins));
      return new RankerTraining(
              engine, settings.config(), pins, batchSide, settings.positives(), settings.seed())
          .run(
              timelines,
              settings.asOf(),
              settings.models(),
              Files.createDirectories(work.resolve("staging")));
    }
  }

  /** What the weights have not seen; a card that does not say may have seen everything. */
  private static Instant learnedBefore(ModelCard card) {
    String heldOutFrom = card.training().get("held_out_from");
    return heldOutFrom == null ? Instant.MAX : Instant.parse(heldOutFrom);
  }

  private static float[][] towers(PinnerFormerModel batchModel, PinVectors pins) {
    float[][] vectors = new float[pins.size()][];
    for (int pin = 0; pin < vectors.length; pin++) {
      vectors[pin] = pins.vector(pin);
    }
    return batchModel.embedPins(vectors);
  }

  private static void deleteTree(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
