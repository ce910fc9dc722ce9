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
import io.tidemark.store.Impression;
import io.tidemark.store.Release;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/** The one step that trains: takes all timelines at once, leaves the model's URI in a file. */
final class TrainFn extends DoFn<KV<String, Iterable<Timeline>>, Void> {
  private static final long serialVersionUID = 1L;
  private static final String PIN_TOWER = "pin_tower.onnx";

  private final Settings settings;
  private final PCollectionView<Iterable<Impression>> impressions;
  private final ResultFile result;

  /**
   * The job's flags, read and checked.
   *
   * @param pinnerFormer the URI of the model's folder
   * @param interests that the ranker looks at beside it; null for none
   * @param published what is served now
   */
  record Settings(
      RankerConfig config,
      Instant asOf,
      Warehouse warehouse,
      String pinnerFormer,
      InterestSide interests,
      Published published,
      PositiveActions positives,
      int threads,
      long seed,
      String models)
      implements Serializable {}

  /**
   * The published ranker, to be compared with.
   *
   * @param ranker the URI of its folder; null if none is published
   * @param pinnerFormer the URI of the folder of the PinnerFormer that it requires; null if that is
   *     not known any more
   * @param interests that it requires; null if it looks at none
   */
  record Published(String ranker, String pinnerFormer, InterestSide interests)
      implements Serializable {
    static final Published NONE = new Published(null, null, null);

    boolean isComparable() {
      return ranker != null && pinnerFormer != null;
    }
  }

  TrainFn(Settings settings, PCollectionView<Iterable<Impression>> impressions, ResultFile result) {
    this.settings = requireNonNull(settings, "settings is null");
    this.impressions = requireNonNull(impressions, "impressions is null");
    this.result = requireNonNull(result, "result is null");
  }

  @ProcessElement
  public void train(ProcessContext context) throws IOException {
    List<Timeline> timelines = new ArrayList<>();
    context.element().getValue().forEach(timelines::add);
    List<Impression> shown = new ArrayList<>();
    context.sideInput(impressions).forEach(shown::add);
    Path work = Files.createTempDirectory("train-ranker");
    try {
      result.write(train(timelines, shown, work));
    } finally {
      deleteTree(work);
    }
  }

  private String train(List<Timeline> timelines, List<Impression> shown, Path work)
      throws IOException {
    // The trainer's engine first: ONNX Runtime's would load it with as many threads as it likes.
    try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed());
        PinnerFormerModel batchModel = pinnerFormer(settings.pinnerFormer(), work)) {
      PinVectors pins = ReadPins.read(settings.warehouse(), pinsOf(batchModel.card()));
      Path local = ModelFolder.fetch(settings.pinnerFormer(), work.resolve("pinnerformer"));
      RankerTraining.BatchSide batchSide =
          new RankerTraining.BatchSide(
              batchModel.card().version(),
              learnedBefore(batchModel.card()),
              histories -> batchModel.embedUsers(histories, pins),
              OnnxGraph.read(local.resolve(PIN_TOWER)),
              towers(batchModel, pins),
              interests(settings.interests(), pins));
      RankerTraining training =
          new RankerTraining(
              engine, settings.config(), pins, batchSide, settings.positives(), settings.seed());
      if (!settings.published().isComparable()) {
        return run(training, timelines, shown, Optional.empty(), work);
      }
      try (PinnerFormerModel itsModel = pinnerFormer(settings.published().pinnerFormer(), work);
          RankerModel ranker =
              RankerModel.load(
                  ModelFolder.fetch(settings.published().ranker(), work.resolve("published")),
                  threads())) {
        PinVectors itsPins = ReadPins.read(settings.warehouse(), pinsOf(itsModel.card()));
        PublishedRanker published =
            new PublishedRanker(
                ModelFolder.card(settings.published().ranker()),
                ranker,
                itsPins,
                histories -> itsModel.embedUsers(histories, itsPins),
                interests(settings.published().interests(), itsPins),
                itsModel.card().dimensions().get("user"));
        return run(training, timelines, shown, Optional.of(published), work);
      }
    }
  }

  private String run(
      RankerTraining training,
      List<Timeline> timelines,
      List<Impression> shown,
      Optional<PublishedRanker> published,
      Path work)
      throws IOException {
    return training.run(
        timelines,
        shown,
        settings.asOf(),
        published,
        settings.models(),
        Files.createDirectories(work.resolve("staging")));
  }

  private PinnerFormerModel pinnerFormer(String folder, Path work) throws IOException {
    return PinnerFormerModel.load(folder, work.resolve("pinnerformer"), threads());
  }

  private int threads() {
    return Math.max(1, settings.threads());
  }

  /** Empty for none. */
  private static Optional<InterestEncoder> interests(InterestSide side, PinVectors pins) {
    return Optional.ofNullable(side)
        .map(of -> InterestEncoder.of(of.version(), pins, of.settings()));
  }

  private static String pinsOf(ModelCard pinnerFormer) {
    String version = pinnerFormer.requires().get(Release.PINS);
    if (version == null) {
      throw new JobFailedException(
          "%s does not say which pins it requires: train it anew"
              .formatted(pinnerFormer.version()));
    }
    return version;
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
