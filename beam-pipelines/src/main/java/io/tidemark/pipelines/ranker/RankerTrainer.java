package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.AdamW;
import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingDivergedException;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Trains a {@link RankerNetwork}. The loss is the cross-entropy of each candidate's probability by
 * each head, the heads summed. With one seed a training goes the same way each time but for the
 * last bits (BLAS rounds by where in memory a tensor lies), unless its time runs out.
 */
final class RankerTrainer {
  private static final int MEASURED_AT_ONCE = 16;
  private static final double LARGEST_SHIFT = 20;
  private static final int BISECTIONS = 50;

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
            engine,
            new Parameters(engine.manager(), random.nextLong()),
            config,
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
      ExampleSource source, List<PastRequest> requests, TrainingProgress progress) {
    List<PastRequest> shuffled = new ArrayList<>(requests);
    Random order = new Random(random.nextLong());
    LearningRate rate = config.training().schedule();
    int next = shuffled.size();
    int step = 0;
    try (AdamW optimizer =
        new AdamW(
            engine,
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
                manager -> {
                  RankerBatch tensors =
                      RankerBatch.of(manager, batch, pins, towers, config.heads());
                  return loss(network.logits(tensors, true), tensors);
                });
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

  /** {@code softplus(z) - y z} is the cross-entropy of the sigmoid. */
  private static NDArray loss(NDArray logits, RankerBatch batch) {
    return logits
        .getNDArrayInternal()
        .softPlus()
        .sub(logits.mul(batch.labels()))
        .mul(batch.weights())
        .sum();
  }

  /**
   * Moves each head's bias until the mean of its probabilities is the mean of its labels: label
   * weights and the share of sampled candidates would show in them otherwise.
   *
   * @param examples of what the probabilities are to be of
   */
  void calibrate(List<RankerExample> examples) {
    int heads = config.heads().size();
    List<float[]> probabilities = probabilities(examples);
    float[] bias = network.parameters().get("heads.bias").toFloatArray();
    for (int head = 0; head < heads; head++) {
      List<Double> logits = new ArrayList<>();
      int labels = 0;
      for (int request = 0; request < examples.size(); request++) {
        for (int i = 0; i < examples.get(request).candidates().length; i++) {
          double p =
              Math.min(1 - 1e-7, Math.max(1e-7, probabilities.get(request)[i * heads + head]));
          logits.add(Math.log(p / (1 - p)));
          labels += examples.get(request).isLabelled(i, head) ? 1 : 0;
        }
      }
      bias[head] += (float) shift(logits, labels);
    }
    network.parameters().set("heads.bias", bias);
  }

  /** What to add to the logits so that their probabilities sum up to that, by bisection. */
  private static double shift(List<Double> logits, int labels) {
    double low = -LARGEST_SHIFT;
    double high = LARGEST_SHIFT;
    // A head that was never seen keeps a small probability, as if it had been seen half a time.
    double wanted = Math.max(0.5, labels);
    for (int step = 0; step < BISECTIONS; step++) {
      double middle = (low + high) / 2;
      double sum = logits.stream().mapToDouble(z -> 1 / (1 + Math.exp(-z - middle))).sum();
      if (sum < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Quality with both sides as they were, with each one or both missing, and of popularity. */
  Map<String, RequestQualities> measure(List<RankerExample> heldOut) {
    Map<String, RequestQualities> qualities = new LinkedHashMap<>();
    qualities.put("both", qualities(heldOut, UnaryOperator.identity()));
    qualities.put("batch_only", qualities(heldOut, RankerExample::withoutLive));
    qualities.put("live_only", qualities(heldOut, RankerExample::withoutBatch));
    qualities.put("neither", qualities(heldOut, e -> e.withoutBatch().withoutLive()));
    return qualities;
  }

  /** Quality of the network as it is now on requests that were changed. */
  RequestQualities qualities(List<RankerExample> examples, UnaryOperator<RankerExample> degraded) {
    List<RankerExample> changed = examples.stream().map(degraded).toList();
    List<float[]> probabilities = probabilities(changed);
    RequestQualities qualities = new RequestQualities(config.heads().size());
    for (int i = 0; i < changed.size(); i++) {
      qualities.add(changed.get(i), probabilities.get(i));
    }
    return qualities;
  }

  /** The probabilities {@code [N, H]} of each request. */
  List<float[]> probabilities(List<RankerExample> examples) {
    List<float[]> all = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += MEASURED_AT_ONCE) {
      List<RankerExample> some =
          examples.subList(from, Math.min(examples.size(), from + MEASURED_AT_ONCE));
      float[] batch = together(some);
      int stride = batch.length / some.size();
      for (int i = 0; i < some.size(); i++) {
        int size = some.get(i).candidates().length * config.heads().size();
        all.add(Arrays.copyOfRange(batch, i * stride, i * stride + size));
      }
    }
    return all;
  }

  private float[] together(List<RankerExample> examples) {
    return engine.evaluate(
        manager ->
            network
                .logits(RankerBatch.of(manager, examples, pins, towers, config.heads()), false)
                .getNDArrayInternal()
                .sigmoid()
                .toFloatArray());
  }
}
