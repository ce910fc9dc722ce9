package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.Prefetch;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

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
  private final Parameters parameters;
  private final PinnerFormerNetwork network;
  private final SampledSoftmax softmax;
  private final long windowSeed;
  private final long poolSeed;
  private final long dropoutSeed;

  /** A batch and the place behind it. */
  private record Numbered(TrainingBatch batch, BatchSource.Position behind) {}

  PinnerFormerTrainer(
      TrainingEngine engine, PinnerFormerConfig config, PinVectors pins, long seed) {
    this.engine = requireNonNull(engine, "engine is null");
    this.config = requireNonNull(config, "config is null");
    SplittableRandom seeds = new SplittableRandom(seed);
    this.parameters = new Parameters(engine.manager(), seeds.nextLong());
    Optional<IdTable> ids =
        config.ids().isOn()
            ? Optional.of(new IdTable(config.ids(), pins, seeds.split()))
            : Optional.empty();
    this.inputs = new PinInputs(pins, !config.ids().insteadOfContent(), ids);
    this.network = new PinnerFormerNetwork(engine, parameters, config, inputs.dimension());
    this.softmax = new SampledSoftmax(engine);
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

  /** The same with another validation. */
  Map<String, Double> train(
      UserStream users, Validation validation, long before, TrainingProgress progress) {
    Best best = new Best();
    LearningRate rate = config.training().schedule();
    BatchSource batches =
        new BatchSource(
            users,
            new WindowSampler(config.objective(), config.architecture().window()),
            config.training().batchUsers(),
            before,
            windowSeed);
    BatchBuilder builder =
        new BatchBuilder(inputs, new NegativePool(config.negatives(), inputs.size()));
    int step = 0;
    int measuredAt = 0;
    try (AdamW optimizer =
            new AdamW(
                engine.manager(),
                parameters,
                config.training().weightDecay(),
                config.training().clipNorm());
        Prefetch<Numbered> ready =
            new Prefetch<>(BATCHES_AHEAD, "batches", () -> next(batches, builder))) {
      while (!progress.isOver() && !best.isPatienceUsedUp(config.training().patience())) {
        Numbered next = ready.take();
        step++;
        engine.seed(dropoutSeed + step);
        double loss = step(next.batch(), optimizer, rate.at(step));
        progress.stepped(loss, config.training().batchUsers(), ready.waited());
        if (validation.isPossible() && step % config.training().evaluateEvery() == 0) {
          measuredAt = step;
          best.take(validation.of(engine, network, inputs), step);
          progress.measured(validation.name(), best.latest);
        }
      }
    }
    if (validation.isPossible() && measuredAt != step) {
      best.take(validation.of(engine, network, inputs), step);
      progress.measured(validation.name(), best.latest);
    }
    best.restore();
    return metrics(validation, best, step, progress);
  }

  private Numbered next(BatchSource batches, BatchBuilder builder) {
    var windows = batches.next();
    BatchSource.Position behind = batches.position();
    SplittableRandom random =
        new SplittableRandom(poolSeed + (behind.group() << Short.SIZE) + behind.batches());
    return new Numbered(builder.build(windows, random), behind);
  }

  private double step(TrainingBatch batch, AdamW optimizer, double rate) {
    NDArray[] ids = new NDArray[1];
    float[][] gradient = new float[1][];
    double loss =
        engine.step(
            manager -> {
              ids[0] = batch.idVectors(manager, inputs);
              return batch.loss(manager, network, softmax, ids[0]);
            },
            () ->
                inputs.ids().ifPresent(table -> gradient[0] = ids[0].getGradient().toFloatArray()));
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException("the loss is " + loss);
    }
    optimizer.step(rate);
    inputs.ids().ifPresent(table -> table.step(batch.pins(), gradient[0], rate));
    network.holdTemperature();
    return loss;
  }

  private Map<String, Double> metrics(
      Validation validation, Best best, int steps, TrainingProgress progress) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("steps", (double) steps);
    metrics.put("seconds", progress.elapsed().toMillis() / 1000.0);
    metrics.put("sequences_per_second", progress.sequencesPerSecond());
    metrics.put("waiting_share", progress.waitingShare());
    progress.loss().ifPresent(loss -> metrics.put("loss", loss));
    metrics.put("temperature", (double) network.temperature().getFloat(0));
    if (validation.isPossible()) {
      metrics.put(validation.name().replace("@", "_at_"), best.quality);
      metrics.put("best_step", (double) best.step);
      metrics.putAll(validation.context());
    }
    return metrics;
  }

  /** The weights of the best quality so far. */
  private final class Best {
    private double quality = -1;
    private double latest;
    private int step;
    private int worseSince;
    private Map<String, float[]> weights;
    private float[] idVectors;

    void take(double measured, int at) {
      latest = measured;
      if (measured > quality) {
        quality = measured;
        step = at;
        worseSince = 0;
        weights = parameters.snapshot();
        inputs.ids().ifPresent(ids -> idVectors = ids.table().values());
      } else {
        worseSince++;
      }
    }

    boolean isPatienceUsedUp(int patience) {
      return worseSince >= patience;
    }

    void restore() {
      if (weights != null) {
        parameters.restore(weights);
        inputs.ids().ifPresent(ids -> ids.table().setValues(idVectors));
      }
    }
  }
}
