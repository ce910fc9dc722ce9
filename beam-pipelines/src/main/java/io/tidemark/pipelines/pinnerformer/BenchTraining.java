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
import java.util.OptionalLong;
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
  private static final int WINDOWS = 9;
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
    this.users = users(options.getUsers(), config, pins);
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
      PinnerFormerTrainer trainer = trainer(engine, fused);
      train(trainer, options.getWarmUp());
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
   * answers with the seconds that took: so two trainings can be measured in turns. It is one
   * training that stands still between them.
   */
  private void takeTurns(boolean fused) {
    try (TrainingEngine engine = TrainingEngine.open(options.getThreads(), SEED)) {
      Turns turns = new Turns("Tidemark " + (fused ? "fused" : "eager"), options.getWarmUp());
      train(
          trainer(engine, fused),
          new TrainingProgress(Integer.MAX_VALUE, NO_LIMIT, Duration.ZERO, line -> turns.step()));
    } catch (EndOfTurns over) {
      System.err.println("no more turns");
    }
  }

  /** Counts a training's steps, and has it wait for more to do where a turn ends. */
  private static final class Turns {
    private final Scanner input = new Scanner(System.in, UTF_8);
    private final String name;
    private int left;
    private OptionalLong start = OptionalLong.empty();

    Turns(String name, int warmUp) {
      this.name = name;
      this.left = warmUp;
    }

    void step() {
      left--;
      if (left > 0) {
        return;
      }
      if (start.isEmpty()) {
        System.out.println(name);
      } else {
        System.out.println((System.nanoTime() - start.getAsLong()) / 1e9);
      }
      if (!input.hasNextInt()) {
        throw new EndOfTurns();
      }
      left = input.nextInt();
      start = OptionalLong.of(System.nanoTime());
    }
  }

  /** The other side has closed the input. */
  private static final class EndOfTurns extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private PinnerFormerTrainer trainer(TrainingEngine engine, boolean fused) {
    return new PinnerFormerTrainer(
        engine, config.withTraining(config.training().withFusedAttention(fused)), pins, SEED);
  }

  private TrainingProgress train(PinnerFormerTrainer trainer, int steps) {
    return train(
        trainer, new TrainingProgress(steps, NO_LIMIT, Duration.ofMinutes(1), System.err::println));
  }

  private TrainingProgress train(PinnerFormerTrainer trainer, TrainingProgress progress) {
    // Without anything held out no time goes into measuring recall.
    HeldOut nobody = new HeldOut(NEVER, config.architecture().window(), 0, pins.size());
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

  /**
   * Users whose windows are all full: as many actions as a window takes that are no positives, long
   * before all others, so that there is nothing to learn of them.
   */
  private static List<UserHistory> users(int count, PinnerFormerConfig config, PinVectors pins) {
    SplittableRandom random = new SplittableRandom(SEED);
    int window = config.architecture().window();
    long pause = config.objective().horizon().plusDays(1).toMillis();
    List<UserHistory> users = new ArrayList<>();
    for (int user = 0; user < count; user++) {
      List<Action> timeline = new ArrayList<>();
      long time = Duration.ofDays(19_000).toMillis();
      for (int i = 0; i < WINDOWS * window; i++) {
        time += random.nextInt(1, (int) Duration.ofHours(6).toMillis());
        time += i == window ? pause : 0;
        timeline.add(
            new Action(
                user + "-" + i,
                "user" + user,
                pins.id(random.nextInt(pins.size())),
                i < window ? ActionType.HIDE : ActionType.SAVE,
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
