package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Trains one PinnerFormer: batches of labelled windows until the steps, the time or the patience
 * are used up. With held-out users the weights of the best recall are kept, else the last ones.
 */
final class PinnerFormerTrainer {
  private final TrainingEngine engine;
  private final PinnerFormerConfig config;
  private final PinVectors pins;
  private final Parameters parameters;
  private final PinnerFormerNetwork network;
  private final WindowSampler windows;
  private final NegativePool negatives;
  private final Random random;

  PinnerFormerTrainer(
      TrainingEngine engine, PinnerFormerConfig config, PinVectors pins, long seed) {
    this.engine = requireNonNull(engine, "engine is null");
    this.config = requireNonNull(config, "config is null");
    this.pins = requireNonNull(pins, "pins is null");
    SplittableRandom seeds = new SplittableRandom(seed);
    this.parameters = new Parameters(engine.manager(), seeds.nextLong());
    this.network = new PinnerFormerNetwork(engine.manager(), parameters, config, pins.dimension());
    this.windows =
        new WindowSampler(config.objective(), config.architecture().window(), seeds.split());
    this.negatives = new NegativePool(config.negatives(), pins.size(), seeds.split());
    this.random = new Random(seeds.nextLong());
  }

  /** The network as it is now. */
  PinnerFormerNetwork network() {
    return network;
  }

  /**
   * Trains.
   *
   * @param users without end
   * @param heldOut the training period's end and the users that recall is measured on
   * @param before the instant (ms) from which nothing is trained on
   * @return what was measured, by name
   * @throws TrainingDivergedException if the loss stops being a number
   */
  Map<String, Double> train(
      Iterator<UserHistory> users, HeldOut heldOut, long before, TrainingProgress progress) {
    Recall recall = new Recall(pins, heldOut, 0);
    boolean measures = recall.pairs() > 0;
    Best best = new Best();
    LearningRate rate = config.training().schedule();
    BatchSource batches =
        new BatchSource(users, windows, config.training().batchUsers(), before, random);
    int step = 0;
    int measuredAt = 0;
    try (AdamW optimizer =
        new AdamW(
            engine.manager(),
            parameters,
            config.training().weightDecay(),
            config.training().clipNorm())) {
      while (!progress.isOver() && !best.isPatienceUsedUp(config.training().patience())) {
        step++;
        double loss = step(batches.next());
        optimizer.step(rate.at(step));
        network.holdTemperature();
        progress.stepped(loss, config.training().batchUsers());
        if (measures && step % config.training().evaluateEvery() == 0) {
          measuredAt = step;
          best.take(recall.of(engine, network), step);
          progress.measured("recall@" + Recall.AT, best.latest);
        }
      }
    }
    if (measures && measuredAt != step) {
      best.take(recall.of(engine, network), step);
      progress.measured("recall@" + Recall.AT, best.latest);
    }
    if (best.weights != null) {
      parameters.restore(best.weights);
    }
    return metrics(recall, heldOut, best, step, progress);
  }

  private double step(List<LabelledWindow> labelled) {
    TrainingBatch batch = TrainingBatch.of(labelled, pins);
    NegativePool.Draw pool = negatives.draw(batch.labels(), batch.users());
    double loss = engine.step(manager -> batch.loss(manager, network, pins, pool));
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException("the loss is " + loss);
    }
    return loss;
  }

  private Map<String, Double> metrics(
      Recall recall, HeldOut heldOut, Best best, int steps, TrainingProgress progress) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("steps", (double) steps);
    metrics.put("seconds", progress.elapsed().toMillis() / 1000.0);
    metrics.put("sequences_per_second", progress.sequencesPerSecond());
    progress.loss().ifPresent(loss -> metrics.put("loss", loss));
    metrics.put("temperature", (double) network.temperature().getFloat(0));
    if (recall.pairs() > 0) {
      metrics.put("held_out_pairs", (double) recall.pairs());
      metrics.put("recall_at_10", best.recall);
      metrics.put("best_step", (double) best.step);
      metrics.put("popularity_recall_at_10", recall.ofPopularity(heldOut.popularity()));
      metrics.put(
          "recent_popularity_recall_at_10", recall.ofPopularity(heldOut.recentPopularity()));
      metrics.put("random_recall_at_10", recall.ofChance());
    }
    return metrics;
  }

  /** The weights of the best recall so far. */
  private final class Best {
    private double recall = -1;
    private double latest;
    private int step;
    private int worseSince;
    private Map<String, float[]> weights;

    void take(double measured, int at) {
      latest = measured;
      if (measured > recall) {
        recall = measured;
        step = at;
        worseSince = 0;
        weights = parameters.snapshot();
      } else {
        worseSince++;
      }
    }

    boolean isPatienceUsedUp(int patience) {
      return worseSince >= patience;
    }
  }
}
