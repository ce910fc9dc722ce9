package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one step that trains: all timeline files at once to the URI of the model's folder. */
final class TrainFn extends DoFn<Iterable<String>, String> {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(TrainFn.class);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final DateTimeFormatter PINS_AS_OF =
      DateTimeFormatter.ofPattern("'pins-'yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Settings settings;

  /**
   * The job's flags, read and checked.
   *
   * @param checkpoints folder for them; null for none
   */
  record Settings(
      PinnerFormerConfig config,
      Instant asOf,
      Warehouse warehouse,
      String pins,
      PositiveActions positiveActions,
      Duration budget,
      long seed,
      int threads,
      String models,
      String checkpoints)
      implements Serializable {}

  TrainFn(Settings settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  @ProcessElement
  public void train(@Element Iterable<String> files, OutputReceiver<String> trained)
      throws IOException {
    List<String> all = new ArrayList<>();
    files.forEach(all::add);
    PinVectors pins = ReadPins.read(settings.warehouse(), settings.pins());
    TrainingUsers users = new TrainingUsers(all, pins, settings.positiveActions());
    trained.output(train(users, pins));
  }

  private String train(TrainingUsers users, PinVectors pins) throws IOException {
    PinnerFormerConfig config = settings.config();
    long before = settings.asOf().minus(config.training().heldOut()).toEpochMilli();
    HeldOut heldOut =
        new HeldOut(
            before, config.architecture().window(), config.training().heldOutUsers(), pins.size());
    users.forEach(heldOut::add);
    if (heldOut.trainingPositives() == 0) {
      throw new JobFailedException(
          "there are no positive actions on pins of %s before %s: nothing can be learned"
              .formatted(pins.version(), Instant.ofEpochMilli(before)));
    }
    log.info(
        "Training on {} users and {} actions before {}, {}",
        heldOut.trainingUsers(),
        heldOut.trainingActions(),
        Instant.ofEpochMilli(before),
        pins);
    TrainingProgress progress =
        new TrainingProgress(
            config.training().maxSteps(), settings.budget(), LINE_EVERY, log::info);
    try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed());
        TrainingUsers.Shuffled shuffled =
            users.shuffled(config.training().shuffleUsers(), settings.seed())) {
      PinnerFormerTrainer trainer = new PinnerFormerTrainer(engine, config, pins, settings.seed());
      Map<String, String> training = training(heldOut, before);
      Optional<CheckpointFile> checkpoints = checkpoints(training);
      checkpoints.ifPresent(trainer::keepCheckpoints);
      Map<String, Double> metrics = trainer.train(shuffled, heldOut, before, progress);
      String folder = export(engine, trainer, pins, training, metrics);
      if (checkpoints.isPresent()) {
        checkpoints.get().delete();
      }
      return folder;
    }
  }

  /** Of a training that is told apart by all that the model hangs on. */
  private Optional<CheckpointFile> checkpoints(Map<String, String> training) {
    return Optional.ofNullable(settings.checkpoints())
        .map(
            folder ->
                new CheckpointFile(
                    Path.of(folder),
                    "%s %s %s"
                        .formatted(
                            settings.pins(), training, ModelCard.configOf(settings.config()))));
  }

  private String export(
      TrainingEngine engine,
      PinnerFormerTrainer trainer,
      PinVectors pins,
      Map<String, String> training,
      Map<String, Double> metrics)
      throws IOException {
    Path staging = PinnerFormerExport.stagingFolder();
    try {
      return new PinnerFormerExport(engine, trainer.network(), settings.config())
          .write(
              staging,
              settings.models(),
              new PinnerFormerExport.Origin(
                  settings.asOf(), pins.version(), training, metrics, trainer.history()));
    } finally {
      PinnerFormerExport.discard(staging);
    }
  }

  private Map<String, String> training(HeldOut heldOut, long before) {
    Map<String, String> training = new TreeMap<>();
    training.put("as_of", settings.asOf().toString());
    training.put("from", Instant.ofEpochMilli(heldOut.firstAction()).toString());
    training.put("to", Instant.ofEpochMilli(heldOut.lastAction()).toString());
    training.put("held_out_from", Instant.ofEpochMilli(before).toString());
    training.put("users", Long.toString(heldOut.trainingUsers()));
    training.put("actions", Long.toString(heldOut.trainingActions()));
    training.put("positives", Long.toString(heldOut.trainingPositives()));
    training.put("positive_actions", settings.positiveActions().toString());
    training.put("seed", Long.toString(settings.seed()));
    String newestHonest = PINS_AS_OF.format(Instant.ofEpochMilli(before));
    training.put(
        "pins_built_before_held_out",
        Boolean.toString(
            settings.pins().startsWith("pins-")
                && settings.pins().substring(0, newestHonest.length()).compareTo(newestHonest)
                    <= 0));
    return training;
  }
}
