package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The merged pool of negatives (2205.04507, section 3.2): the batch's own positives and pins drawn
 * uniformly from the corpus, with the probability of each pin under that mixture.
 *
 * <p>How often a pin is a positive of a batch is counted exactly over all labels drawn so far: one
 * number a pin is far less than the pin's vector, which is in memory anyway, so no sketch is
 * needed.
 */
final class NegativePool {
  private final PinnerFormerConfig.Negatives config;
  private final long[] drawn;
  private final SplittableRandom random;
  private long total;

  /**
   * @param corpus how many pins there are
   */
  NegativePool(PinnerFormerConfig.Negatives config, int corpus, SplittableRandom random) {
    this.config = requireNonNull(config, "config is null");
    this.drawn = new long[corpus];
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * One batch's pool.
   *
   * @param pins {@code [N]}
   * @param logQ {@code [N]}, log of each negative's probability under the mixture
   * @param labelLogQ {@code [R]}, of each label's
   * @param masked {@code [R * N]}, true where a negative is a label of the pair's own user
   */
  record Draw(int[] pins, float[] logQ, float[] labelLogQ, boolean[] masked) {}

  /**
   * Draws the pool of a batch.
   *
   * @param labels {@code [R]}, each pair's positive
   * @param users {@code [R]}, each pair's user, equal numbers for equal users
   */
  Draw draw(int[] labels, int[] users) {
    for (int label : labels) {
      drawn[label]++;
    }
    total += labels.length;
    int inBatch = Math.min(config.inBatch(), labels.length);
    int[] pins = new int[inBatch + config.uniform()];
    System.arraycopy(someOf(labels, inBatch), 0, pins, 0, inBatch);
    for (int i = inBatch; i < pins.length; i++) {
      pins[i] = random.nextInt(drawn.length);
    }
    return new Draw(pins, logQ(pins, inBatch), logQ(labels, inBatch), mask(labels, users, pins));
  }

  private int[] someOf(int[] labels, int count) {
    int[] shuffled = labels.clone();
    if (count < labels.length) {
      for (int i = 0; i < count; i++) {
        int other = i + random.nextInt(labels.length - i);
        int swapped = shuffled[i];
        shuffled[i] = shuffled[other];
        shuffled[other] = swapped;
      }
    }
    return shuffled;
  }

  private float[] logQ(int[] pins, int inBatch) {
    float[] logs = new float[pins.length];
    if (config.correctSampling()) {
      double size = inBatch + config.uniform();
      for (int i = 0; i < pins.length; i++) {
        double inBatchShare = (double) drawn[pins[i]] / total;
        double uniformShare = 1.0 / drawn.length;
        logs[i] =
            (float) Math.log((inBatch * inBatchShare + config.uniform() * uniformShare) / size);
      }
    }
    return logs;
  }

  private static boolean[] mask(int[] labels, int[] users, int[] pins) {
    Map<Integer, Set<Integer>> labelsOfUser = new HashMap<>();
    for (int pair = 0; pair < labels.length; pair++) {
      labelsOfUser.computeIfAbsent(users[pair], user -> new HashSet<>()).add(labels[pair]);
    }
    Map<Integer, boolean[]> maskOfUser = new HashMap<>();
    labelsOfUser.forEach(
        (user, own) -> {
          boolean[] mask = new boolean[pins.length];
          for (int i = 0; i < pins.length; i++) {
            mask[i] = own.contains(pins[i]);
          }
          maskOfUser.put(user, mask);
        });
    boolean[] masked = new boolean[labels.length * pins.length];
    for (int pair = 0; pair < labels.length; pair++) {
      System.arraycopy(maskOfUser.get(users[pair]), 0, masked, pair * pins.length, pins.length);
    }
    return masked;
  }

  /** Each pair's weight: every user of the batch has the same, all together 1. */
  static float[] userWeights(int[] users) {
    Map<Integer, Integer> pairs = new HashMap<>();
    Arrays.stream(users).forEach(user -> pairs.merge(user, 1, Integer::sum));
    float[] weights = new float[users.length];
    for (int pair = 0; pair < users.length; pair++) {
      weights[pair] = 1f / pairs.get(users[pair]) / pairs.size();
    }
    return weights;
  }
}
