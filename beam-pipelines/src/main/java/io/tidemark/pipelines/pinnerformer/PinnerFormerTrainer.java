package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.Prefetch;
import io.tidemark.pipelines.training.ReplicatedParameters;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingHistory;
import io.tidemark.pipelines.training.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Trains one PinnerFormer: batches of labelled windows until the steps, the time or the patience
 * are used up. With something to validate on the best weights are kept, else the last ones.
 *
 * <p>Batches are made on a thread of their own; everything random hangs on the seed and the step,
 * so the same seed gives the same model.
 */
final class PinnerFormerTrainer {
  private static final int BATCHES_AHEAD = 4;

  private final TrainingEngine engine;
  private final PinnerFormerConfig config;
  private final PinInputs inputs;
  private final List<Replica> replicas;
  private final ReplicatedParameters replicated;
  private final Parameters parameters;
  private final PinnerFormerNetwork network;
  private final long windowSeed;
  private final long poolSeed;
  private final long dropoutSeed;
  private final BestWeights best;
  private final TrainingHistory history = new TrainingHistory(List.of());
  private final long[] labelCounts;
  private Optional<CheckpointFile> checkpoints = Optional.empty();

  /** A batch, a share for each device, and the place behind it. */
  private record Numbered(List<TrainingBatch> shares, BatchSource.Position behind) {}

  /** The network on one device. */
  private record Replica(
      Parameters parameters, PinnerFormerNetwork network, SampledSoftmax softmax) {
    static Replica of(
        TrainingEngine device, long seed, PinnerFormerConfig config, int pinDimension) {
      Parameters parameters = new Parameters(device.manager(), seed);
      return new Replica(
          parameters,
          new PinnerFormerNetwork(device, parameters, config, pinDimension),
          new SampledSoftmax(device));
    }
  }

  PinnerFormerTrainer(
      TrainingEngine engine, PinnerFormerConfig config, PinVectors pins, long seed) {
    this.engine = requireNonNull(engine, "engine is null");
    this.config = requireNonNull(config, "config is null");
    SplittableRandom seeds = new SplittableRandom(seed);
    long weightSeed = seeds.nextLong();
    Optional<IdTable> ids =
        config.ids().isOn()
            ? Optional.of(new IdTable(config.ids(), pins, seeds.split()))
            : Optional.empty();
    this.inputs = new PinInputs(pins, !config.ids().insteadOfContent(), ids);
    this.replicas =
        engine.replicas().stream()
            .map(device -> Replica.of(device, weightSeed, config, inputs.dimension()))
            .toList();
    this.parameters = replicas.get(0).parameters();
    this.network = replicas.get(0).network();
    this.replicated = new ReplicatedParameters(replicas.stream().map(Replica::parameters).toList());
    this.best = new BestWeights(parameters, inputs);
    this.labelCounts = new long[inputs.size()];
    this.windowSeed = seeds.nextLong();
    this.poolSeed = seeds.nextLong();
    this.dropoutSeed = seeds.nextLong();
  }

  /** The network as it is now. */
  PinnerFormerNetwork network() {
    return network;
  }

  /** What the network is given of a pin, learned vectors included. */
  PinInputs inputs() {
    return inputs;
  }

  /**
   * Trains, with recall on held-out users as validation.
   *
   * @param users without end
   * @param heldOut the training period's end and the users that recall is measured on
   * @param before the instant (ms) from which nothing is trained on
   * @return what was measured, by name
   * @throws TrainingDivergedException if the loss stops being a number
   */
  Map<String, Double> train(
      UserStream users, HeldOut heldOut, long before, TrainingProgress progress) {
    return train(users, new Recall(inputs.size(), heldOut, 0), before, progress);
  }

  /** Writes a checkpoint now and then, and goes on from the one that is there. */
  void keepCheckpoints(CheckpointFile file) {
    checkpoints = Optional.of(file);
  }

  /** What was measured while training, oldest first. */
  TrainingHistory history() {
    return history;
  }

  /** The same with another validation. */
  Map<String, Double> train(
      UserStream users, Validation validation, long before, TrainingProgress progress) {
    LearningRate rate = config.training().schedule();
    BatchSource batches =
        new BatchSource(
            users,
            new WindowSampler(config.objective(), config.architecture().window()),
            config.training().batchUsers(),
            before,
            windowSeed);
    NegativePool negatives = new NegativePool(config.negatives(), inputs.size());
    BatchBuilder builder = new BatchBuilder(inputs, negatives, config.training().equalUsers());
    int step = 0;
    try (AdamW optimizer =
        new AdamW(
            engine, parameters, config.training().weightDecay(), config.training().clipNorm())) {
      Optional<CheckpointFile.State> earlier = read();
      if (earlier.isPresent()) {
        step = resume(earlier.get(), optimizer, batches, negatives, progress);
      }
      replicated.copyFirst();
      try (Prefetch<Numbered> ready =
          new Prefetch<>(BATCHES_AHEAD, "batches", () -> next(batches, builder))) {
        while (!progress.isOver() && best.state().worseSince() < config.training().patience()) {
          Duration waitedBefore = ready.waited();
          Numbered next = ready.take();
          step++;
          engine.seed(dropoutSeed + step);
          double loss = step(next.shares(), optimizer, rate.at(step));
          for (TrainingBatch share : next.shares()) {
            for (int label : share.labels()) {
              labelCounts[label]++;
            }
          }
          progress.stepped(
              loss, config.training().batchUsers(), ready.waited().minus(waitedBefore));
          if (validation.isPossible() && step % config.training().evaluateEvery() == 0) {
            measure(validation, step, rate, progress);
          }
          int every = config.training().checkpointEvery();
          if (every > 0 && step % every == 0) {
            write(step, next.behind(), optimizer, progress);
          }
        }
      }
    }
    if (validation.isPossible() && lastMeasured() != step) {
      measure(validation, step, rate, progress);
    }
    best.restore();
    return metrics(validation, step, progress);
  }

  private int lastMeasured() {
    List<TrainingHistory.Point> points = history.points();
    return points.isEmpty() ? 0 : points.get(points.size() - 1).step();
  }

  private void measure(
      Validation validation, int step, LearningRate rate, TrainingProgress progress) {
    double quality = validation.of(engine, network, inputs);
    best.take(quality, step);
    progress.measured(validation.name(), quality);
    history.add(
        new TrainingHistory.Point(
            step,
            progress.elapsed().toMillis() / 1000.0,
            progress.loss().orElse(Double.NaN),
            quality,
            rate.at(step),
            progress.sequencesPerSecond(),
            progress.waitingShare()));
  }

  private Optional<CheckpointFile.State> read() {
    try {
      return checkpoints.isPresent() ? checkpoints.get().read() : Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable.getMessage(), unreadable);
    }
  }

  private int resume(
      CheckpointFile.State state,
      AdamW optimizer,
      BatchSource batches,
      NegativePool negatives,
      TrainingProgress progress) {
    parameters.restore(state.weights());
    optimizer.restore(state.optimizer());
    inputs.ids().ifPresent(ids -> ids.table().restore(state.ids().orElseThrow()));
    best.resume(state.best());
    state.history().forEach(history::add);
    System.arraycopy(state.labelCounts(), 0, labelCounts, 0, labelCounts.length);
    negatives.restore(labelCounts);
    batches.resume(state.position());
    progress.resume(state.progress());
    return state.step();
  }

  private void write(
      int step, BatchSource.Position behind, AdamW optimizer, TrainingProgress progress) {
    if (checkpoints.isEmpty()) {
      return;
    }
    try {
      checkpoints
          .get()
          .write(
              new CheckpointFile.State(
                  step,
                  behind,
                  labelCounts,
                  parameters.snapshot(),
                  optimizer.state(),
                  inputs.ids().map(ids -> ids.table().state()),
                  best.state(),
                  history.points(),
                  progress.state()));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "cannot write the checkpoint " + checkpoints.get().file(), unwritable);
    }
  }

  private Numbered next(BatchSource batches, BatchBuilder builder) {
    List<LabelledWindow> windows = batches.next();
    BatchSource.Position behind = batches.position();
    SplittableRandom random =
        new SplittableRandom(poolSeed + (behind.group() << Short.SIZE) + behind.batches());
    return new Numbered(
        shares(windows).stream().map(share -> builder.build(share, random)).toList(), behind);
  }

  /** About as many windows for each device; fewer shares if there are fewer windows. */
  private List<List<LabelledWindow>> shares(List<LabelledWindow> windows) {
    int count = Math.min(replicas.size(), windows.size());
    return IntStream.range(0, count)
        .mapToObj(
            i -> windows.subList(i * windows.size() / count, (i + 1) * windows.size() / count))
        .toList();
  }

  private double step(List<TrainingBatch> shares, AdamW optimizer, double rate) {
    NDArray[] ids = new NDArray[shares.size()];
    List<float[]> gradients = new ArrayList<>();
    double loss =
        engine.step(
            IntStream.range(0, shares.size())
                .<Function<NDManager, NDArray>>mapToObj(
                    i ->
                        manager -> {
                          ids[i] = shares.get(i).idVectors(manager, inputs);
                          Replica on = replicas.get(i);
                          return shares.get(i).loss(manager, on.network(), on.softmax(), ids[i]);
                        })
                .toList(),
            () -> {
              replicated.averageGradients(shares.size());
              if (inputs.ids().isPresent()) {
                for (NDArray vectors : ids) {
                  gradients.add(vectors.getGradient().toFloatArray());
                }
              }
            });
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException("the loss is " + loss);
    }
    optimizer.step(rate);
    inputs
        .ids()
        .ifPresent(
            table -> {
              for (int i = 0; i < shares.size(); i++) {
                table.step(shares.get(i).pins(), gradients.get(i), rate);
              }
            });
    network.holdTemperature();
    replicated.copyFirst();
    return loss;
  }

  private Map<String, Double> metrics(Validation validation, int steps, TrainingProgress progress) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("steps", (double) steps);
    metrics.put("seconds", progress.elapsed().toMillis() / 1000.0);
    metrics.put("sequences_per_second", progress.sequencesPerSecond());
    metrics.put("waiting_share", progress.waitingShare());
    progress.loss().ifPresent(loss -> metrics.put("loss", loss));
    metrics.put("temperature", (double) network.temperature().getFloat(0));
    if (validation.isPossible()) {
      metrics.put(validation.name().replace("@", "_at_"), best.state().quality());
      metrics.put("best_step", (double) best.state().step());
      metrics.putAll(validation.context());
    }
    return metrics;
  }
}
