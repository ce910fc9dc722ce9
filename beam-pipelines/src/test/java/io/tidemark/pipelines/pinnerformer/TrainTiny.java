package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains a {@link Tiny} PinnerFormer with checkpoints; also as a process of its own, to be killed.
 */
final class TrainTiny {
  static final int USERS = 60;

  private static final long SEED = 1;
  private static final long HELD_OUT_FROM = Tiny.AS_OF.minus(Duration.ofDays(1)).toEpochMilli();

  private TrainTiny() {}

  /** Arguments: steps, checkpoint folder or "-", file for the recall that is reached. */
  public static void main(String[] args) {
    PinnerFormerConfig config = Tiny.resumable(Integer.parseInt(args[0]), true);
    List<UserHistory> users = Tiny.timelines(USERS).stream().map(Tiny::history).toList();
    train(
        config,
        users,
        config.training().maxSteps(),
        args[1].equals("-") ? Optional.empty() : Optional.of(Path.of(args[1])),
        metrics -> write(Path.of(args[2]), metrics.get("recall_at_10")));
    System.exit(0);
  }

  private static void write(Path file, double recall) {
    try {
      Files.writeString(file, Double.toString(recall));
    } catch (IOException unwritable) {
      throw new IllegalStateException(unwritable);
    }
  }

  /** All weights, learned id vectors last. */
  static List<float[]> train(
      PinnerFormerConfig config, List<UserHistory> users, int steps, Optional<Path> checkpoints) {
    return train(config, users, steps, checkpoints, metrics -> {});
  }

  static List<float[]> train(
      PinnerFormerConfig config,
      List<UserHistory> users,
      int steps,
      Optional<Path> checkpoints,
      Consumer<Map<String, Double>> measured) {
    HeldOut heldOut =
        new HeldOut(HELD_OUT_FROM, config.architecture().window(), 100, Tiny.pins().size());
    users.forEach(heldOut::add);
    try (TrainingEngine engine = TrainingEngine.open(1, SEED)) {
      PinnerFormerTrainer trainer = new PinnerFormerTrainer(engine, config, Tiny.pins(), SEED);
      checkpoints.ifPresent(
          folder -> trainer.keepCheckpoints(new CheckpointFile(folder, "tiny " + config)));
      measured.accept(
          trainer.train(
              UserStream.of(users, SEED),
              heldOut,
              HELD_OUT_FROM,
              new TrainingProgress(
                  steps, Duration.ofMinutes(5), Duration.ofMinutes(1), System.err::println)));
      List<float[]> weights = new ArrayList<>(trainer.network().parameters().snapshot().values());
      trainer.inputs().ids().ifPresent(ids -> weights.add(ids.table().values()));
      return weights;
    }
  }
}
