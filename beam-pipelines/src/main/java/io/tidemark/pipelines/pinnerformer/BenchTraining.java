package io.tidemark.pipelines.pinnerformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.SplittableRandom;

/**
 * How fast a training is, and whether its memory grows: made-up users with full windows, the same
 * trainer as {@link TrainPinnerFormer}, one line a variant. The peer in PyTorch is {@code
 * infra/bench/pinnerformer_pytorch.py}, which takes the same sizes, and turns with this one.
 *
 * <pre>{@code
 * BenchTraining --config=small --threads=1 --steps=40
 * BenchTraining --config=FILE --attention=fused --steps=10000    # for the memory
 * BenchTraining --attention=fused --turns                        # so many steps as each line says
 * }</pre>
 */
public final class BenchTraining {
  private static final long SEED = 7;
  private static final long NEVER = Long.MAX_VALUE;
  private static final Duration NO_LIMIT = Duration.ofDays(30);
  private static final int PAGE_KIB = 4;
  private static final double KIB_A_MIB = 1024;

  private final BenchTrainingOptions options;
  private final PinnerFormerConfig config;
  private final PinVectors pins;
  private final List<UserHistory> users;

  private BenchTraining(BenchTrainingOptions options, PinnerFormerConfig config) {
    this.options = options;
    this.config = config;
    this.pins = pins(options.getPins(), options.getPinDimension());
    this.users = users(options.getUsers(), 8 * config.architecture().window(), pins);
  }

  public static void main(String[] args) {
    System.exit(Job.run(args, BenchTrainingOptions.class, BenchTraining::run));
  }

  private static void run(BenchTrainingOptions options) {
    PinnerFormerConfig config;
    try {
      config = PinnerFormerConfig.read(options.getConfig());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
    List<Boolean> fused =
        switch (options.getAttention()) {
          case "fused" -> List.of(true);
          case "eager" -> List.of(false);
          case "both" -> List.of(false, true);
          default ->
              throw new JobFailedException(
                  "--attention is \"" + options.getAttention() + "\": give fused, eager or both");
        };
    BenchTraining bench = new BenchTraining(options, config);
    if (options.getTurns()) {
      fused.forEach(bench::takeTurns);
      return;
    }
    System.out.println(
        "| attention | threads | B | T | sequences/s | waiting for data | memory after warm-up | at the end |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    fused.forEach(bench::measure);
  }

  private void measure(boolean fused) {
    try (TrainingEngine engine = TrainingEngine.open(options.getThreads(), SEED)) {
      PinnerFormerTrainer trainer = warm(engine, fused);
      double before = residentMebibytes();
      TrainingProgress measured = train(trainer, options.getSteps());
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %d | %d | %.1f | %.2f%% | %.0f MiB | %.0f MiB |%n",
          fused ? "fused" : "eager",
          options.getThreads(),
          config.training().batchUsers(),
          config.architecture().window(),
          measured.sequencesPerSecond(),
          100 * measured.waitingShare(),
          before,
          residentMebibytes());
    }
  }

  /**
   * Says its name once it is warm, then trains as many steps as each line of the input says and
   * answers with the seconds that took: so two trainings can be measured in turns.
   */
  private void takeTurns(boolean fused) {
    try (TrainingEngine engine = TrainingEngine.open(options.getThreads(), SEED)) {
      PinnerFormerTrainer trainer = warm(engine, fused);
      System.out.println("Tidemark " + (fused ? "fused" : "eager"));
      Scanner input = new Scanner(System.in, UTF_8);
      while (input.hasNextInt()) {
        int steps = input.nextInt();
        long start = System.nanoTime();
        train(trainer, steps);
        System.out.println((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private PinnerFormerTrainer warm(TrainingEngine engine, boolean fused) {
    PinnerFormerTrainer trainer =
        new PinnerFormerTrainer(
            engine, config.withTraining(config.training().withFusedAttention(fused)), pins, SEED);
    train(trainer, options.getWarmUp());
    return trainer;
  }

  private TrainingProgress train(PinnerFormerTrainer trainer, int steps) {
    // Without anything held out no time goes into measuring recall.
    HeldOut nobody = new HeldOut(NEVER, config.architecture().window(), 0, pins.size());
    TrainingProgress progress =
        new TrainingProgress(steps, NO_LIMIT, Duration.ofMinutes(1), System.err::println);
    trainer.train(UserStream.of(users, SEED), nobody, NEVER, progress);
    return progress;
  }

  /** Of this process as the kernel counts it; not a number where there is no {@code /proc}. */
  private static double residentMebibytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE_KIB / KIB_A_MIB;
    } catch (IOException noProc) {
      return Double.NaN;
    }
  }

  private static PinVectors pins(int count, int dimension) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Pin> pins = new ArrayList<>();
    for (int pin = 0; pin < count; pin++) {
      float[] vector = new float[dimension];
      double sum = 0;
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
        sum += (double) vector[i] * vector[i];
      }
      for (int i = 0; i < dimension; i++) {
        vector[i] /= (float) Math.sqrt(sum);
      }
      pins.add(new Pin("pin" + pin, vector, 0));
    }
    return PinVectors.of("pins-bench", pins);
  }

  private static List<UserHistory> users(int count, int actions, PinVectors pins) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<UserHistory> users = new ArrayList<>();
    for (int user = 0; user < count; user++) {
      List<Action> timeline = new ArrayList<>();
      long time = Duration.ofDays(19_000).toMillis();
      for (int i = 0; i < actions; i++) {
        time += random.nextInt(1, (int) Duration.ofHours(6).toMillis());
        timeline.add(
            new Action(
                user + "-" + i,
                "user" + user,
                pins.id(random.nextInt(pins.size())),
                ActionType.SAVE,
                Surface.HOME,
                time,
                Action.UNKNOWN_DURATION,
                Optional.empty()));
      }
      users.add(
          UserHistory.of(new Timeline("user" + user, timeline), pins, PositiveActions.standard()));
    }
    return users;
  }
}
