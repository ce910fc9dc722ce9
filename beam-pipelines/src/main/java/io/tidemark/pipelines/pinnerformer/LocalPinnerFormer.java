package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A PinnerFormer trained on timelines in memory and asked where it was trained: what studies
 * compare, many small models on one log, none of which is kept. The same sampler, network, loss and
 * trainer as {@link TrainPinnerFormer}. Valid as long as its engine is open.
 */
public final class LocalPinnerFormer {
  private static final int AT_ONCE = 64;
  private static final int WINDOWS_LOOKED_AT = 2_000;
  private static final Duration NO_LIMIT = Duration.ofDays(365);
  private static final Duration LINE_EVERY = Duration.ofSeconds(20);

  private final TrainingEngine engine;
  private final PinnerFormerNetwork network;
  private final PinInputs pins;
  private final int window;
  private final Map<String, Double> metrics;

  private LocalPinnerFormer(
      TrainingEngine engine,
      PinnerFormerNetwork network,
      PinInputs pins,
      int window,
      Map<String, Double> metrics) {
    this.engine = engine;
    this.network = network;
    this.pins = pins;
    this.window = window;
    this.metrics = metrics;
  }

  /**
   * What it is trained on.
   *
   * @param timelines of the training users; nothing from {@code before} on is looked at
   * @param before the end of the training data, exclusive, ms since the epoch; of it the
   *     configuration's {@code training.held_out} is kept to choose the best weights by
   */
  public record Data(
      List<Timeline> timelines, PinVectors pins, PositiveActions positiveActions, long before) {
    public Data {
      timelines = List.copyOf(timelines);
      requireNonNull(pins, "pins is null");
      requireNonNull(positiveActions, "positiveActions is null");
    }

    private List<UserHistory> histories() {
      return timelines.stream()
          .map(timeline -> UserHistory.of(timeline, pins, positiveActions))
          .toList();
    }
  }

  /**
   * Trains to the configuration's last step, or to the end of its patience: by the clock never, so
   * that the same seed gives the same model.
   *
   * @param progress takes a line now and then
   * @throws JobFailedException if there is no positive action to learn from
   */
  public static LocalPinnerFormer train(
      TrainingEngine engine,
      PinnerFormerConfig config,
      Data data,
      long seed,
      Consumer<String> progress) {
    List<UserHistory> histories = data.histories();
    long before = data.before() - config.training().heldOut().toMillis();
    HeldOut heldOut =
        new HeldOut(
            before,
            config.architecture().window(),
            config.training().heldOutUsers(),
            data.pins().size());
    histories.forEach(heldOut::add);
    if (heldOut.trainingPositives() == 0) {
      throw new JobFailedException(
          "the training users have no positive action on a pin with a vector: nothing can be learned");
    }
    PinnerFormerTrainer trainer = new PinnerFormerTrainer(engine, config, data.pins(), seed);
    Map<String, Double> metrics =
        trainer.train(
            UserStream.of(histories, seed),
            heldOut,
            before,
            new TrainingProgress(config.training().maxSteps(), NO_LIMIT, LINE_EVERY, progress));
    return new LocalPinnerFormer(
        engine, trainer.network(), trainer.inputs(), config.architecture().window(), metrics);
  }

  /**
   * How many (position, target) pairs one window of these data has on average: with it a study
   * gives each objective as many windows a step as make the same number of pairs.
   *
   * @throws JobFailedException if no window has any
   */
  public static double pairsPerWindow(PinnerFormerConfig config, Data data, long seed) {
    long before = data.before() - config.training().heldOut().toMillis();
    WindowSampler sampler = new WindowSampler(config.objective(), config.architecture().window());
    SplittableRandom random = new SplittableRandom(seed);
    UserStream users = UserStream.of(data.histories(), seed);
    long pairs = 0;
    int windows = 0;
    for (int draw = 0; draw < WINDOWS_LOOKED_AT; draw++) {
      int drawn = sampler.draw(users.next(), before, random).map(LabelledWindow::pairs).orElse(0);
      pairs += drawn;
      windows += drawn > 0 ? 1 : 0;
    }
    if (windows == 0) {
      throw new JobFailedException(
          "no training user has a positive action after another action: nothing can be learned");
    }
    return (double) pairs / windows;
  }

  /** What was measured in training, by name. */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /**
   * Embeds users from their newest M actions, like lengths together.
   *
   * @return {@code [B][D]} in the timelines' order, L2-normalised
   */
  public float[][] embedUsers(List<Timeline> timelines) {
    List<Window> windows =
        timelines.stream()
            .map(timeline -> UserHistory.of(timeline, pins.vectors()))
            .map(history -> Window.newest(history, history.size(), window))
            .toList();
    List<Integer> byLength = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      byLength.add(i);
    }
    byLength.sort(Comparator.comparingInt(i -> windows.get(i).length()));
    float[][] embeddings = new float[windows.size()][];
    for (int first = 0; first < byLength.size(); first += AT_ONCE) {
      List<Integer> some = byLength.subList(first, Math.min(byLength.size(), first + AT_ONCE));
      SequenceBatch batch = SequenceBatch.of(some.stream().map(windows::get).toList(), pins);
      float[] values =
          engine.evaluate(manager -> network.newest(batch.tensors(manager)).toFloatArray());
      int width = values.length / some.size();
      for (int i = 0; i < some.size(); i++) {
        embeddings[some.get(i)] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      }
    }
    return embeddings;
  }

  /** Every pin of the index through the pin tower: {@code [N][D]}, L2-normalised. */
  public float[][] embedPins() {
    float[] values = engine.evaluate(manager -> network.embedPins(manager, pins).toFloatArray());
    int dimension = values.length / pins.size();
    float[][] embeddings = new float[pins.size()][];
    for (int pin = 0; pin < pins.size(); pin++) {
      embeddings[pin] = Arrays.copyOfRange(values, pin * dimension, (pin + 1) * dimension);
    }
    return embeddings;
  }
}
