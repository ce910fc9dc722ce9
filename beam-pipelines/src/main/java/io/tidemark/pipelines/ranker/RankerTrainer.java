package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Trains a {@link RankerNetwork}. The loss is the cross-entropy of each candidate's score, where
 * the wanted pin weighs as much as all negatives together, so that scores use the range between 0
 * and 1. With one seed a training goes the same way each time but for the last bits (BLAS rounds by
 * where in memory a tensor lies), unless its time runs out.
 */
final class RankerTrainer {
  private static final int MEASURED_AT_ONCE = 32;

  private final TrainingEngine engine;
  private final RankerConfig config;
  private final PinVectors pins;
  private final float[][] towers;
  private final SplittableRandom random;
  private final RankerNetwork network;

  /**
   * @param towers {@code [D]} a pin, by its index: what the frozen pin tower makes of it
   */
  RankerTrainer(
      TrainingEngine engine, RankerConfig config, PinVectors pins, float[][] towers, long seed) {
    this.engine = engine;
    this.config = config;
    this.pins = pins;
    this.towers = towers;
    this.random = new SplittableRandom(seed);
    this.network =
        new RankerNetwork(
            new Parameters(engine.manager(), random.nextLong()),
            config.architecture(),
            pins.dimension(),
            towers[0].length);
  }

  /** The network as it is now. */
  RankerNetwork network() {
    return network;
  }

  /**
   * Trains until the steps or the time are used up.
   *
   * @return steps, seconds and loss, by name
   * @throws TrainingDivergedException if the loss stops being a number
   */
  Map<String, Double> train(
      ExampleSource source, List<ServedRequest> requests, TrainingProgress progress) {
    List<ServedRequest> shuffled = new ArrayList<>(requests);
    Random order = new Random(random.nextLong());
    LearningRate rate = config.training().schedule();
    int next = shuffled.size();
    int step = 0;
    try (AdamW optimizer =
        new AdamW(
            engine.manager(),
            network.parameters(),
            config.training().weightDecay(),
            config.training().clipNorm())) {
      while (!progress.isOver()) {
        List<RankerExample> batch = new ArrayList<>();
        while (batch.size() < config.training().batchRequests()) {
          if (next == shuffled.size()) {
            Collections.shuffle(shuffled, order);
            next = 0;
          }
          batch.add(source.training(shuffled.get(next++), random));
        }
        double loss =
            engine.step(
                manager -> loss(network.logits(RankerBatch.of(manager, batch, pins, towers))));
        if (!Double.isFinite(loss)) {
          throw new TrainingDivergedException("the loss is " + loss);
        }
        optimizer.step(rate.at(++step));
        progress.stepped(loss, batch.size());
      }
    }
    Map<String, Double> measured = new LinkedHashMap<>();
    measured.put("steps", (double) step);
    measured.put("seconds", progress.elapsed().toMillis() / 1000.0);
    progress.loss().ifPresent(loss -> measured.put("loss", loss));
    return measured;
  }

  /** The first candidate of {@code [B, N]} logits is the wanted one. */
  private static NDArray loss(NDArray logits) {
    NDArray wanted = logits.get(new NDIndex(":, 0:1")).neg().getNDArrayInternal().softPlus();
    NDArray others = logits.get(new NDIndex(":, 1:")).getNDArrayInternal().softPlus();
    return wanted.mean().add(others.mean());
  }

  /** Quality with both sides as they were, and with each one or both missing. */
  Map<String, RankerQuality> measure(List<RankerExample> heldOut) {
    Map<String, RankerQuality> qualities = new LinkedHashMap<>();
    qualities.put("both", quality(heldOut, UnaryOperator.identity()));
    qualities.put("batch_only", quality(heldOut, RankerExample::withoutLive));
    qualities.put("live_only", quality(heldOut, RankerExample::withoutBatch));
    qualities.put("neither", quality(heldOut, e -> e.withoutBatch().withoutLive()));
    qualities.put("popularity", popularity(heldOut));
    return qualities;
  }

  private RankerQuality quality(
      List<RankerExample> examples, UnaryOperator<RankerExample> degraded) {
    RankerQuality.Meter meter = new RankerQuality.Meter();
    for (int from = 0; from < examples.size(); from += MEASURED_AT_ONCE) {
      List<RankerExample> some =
          examples.subList(from, Math.min(examples.size(), from + MEASURED_AT_ONCE)).stream()
              .map(degraded)
              .toList();
      float[] scores = scores(some);
      int candidates = some.get(0).candidates().length;
      for (int i = 0; i < some.size(); i++) {
        meter.add(scores, i * candidates, candidates);
      }
    }
    return meter.quality();
  }

  /** What ordering by popularity alone would do. */
  private static RankerQuality popularity(List<RankerExample> examples) {
    RankerQuality.Meter meter = new RankerQuality.Meter();
    for (RankerExample example : examples) {
      meter.add(example.candidateActions(), 0, example.candidates().length);
    }
    return meter.quality();
  }

  /** The scores {@code [B * N]} of requests with equally many candidates. */
  float[] scores(List<RankerExample> examples) {
    return engine.evaluate(
        manager ->
            network
                .logits(RankerBatch.of(manager, examples, pins, towers))
                .getNDArrayInternal()
                .sigmoid()
                .toFloatArray());
  }
}
