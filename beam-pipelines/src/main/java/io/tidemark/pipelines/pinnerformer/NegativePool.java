package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

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
  private long total;

  /**
   * @param corpus how many pins there are
   */
  NegativePool(PinnerFormerConfig.Negatives config, int corpus) {
    this.config = requireNonNull(config, "config is null");
    this.drawn = new long[corpus];
  }

  /** Goes on from labels that were counted before, {@code [corpus]}. */
  void restore(long[] counts) {
    System.arraycopy(counts, 0, drawn, 0, drawn.length);
    total = Arrays.stream(counts).sum();
  }

  /**
   * One batch's pool.
   *
   * @param pins {@code [N]}
   * @param logQ {@code [N]}, log of each negative's probability under the mixture
   * @param labelLogQ {@code [R]}, of each label's
   * @param masked {@code pair * N + negative} wherever a negative is a label of the pair's own user
   */
  record Draw(int[] pins, float[] logQ, float[] labelLogQ, long[] masked) {}

  /**
   * Draws the pool of a batch.
   *
   * @param labels {@code [R]}, each pair's positive
   * @param users {@code [R]}, each pair's user, equal numbers for equal users
   * @param random of this batch
   */
  Draw draw(int[] labels, int[] users, SplittableRandom random) {
    for (int label : labels) {
      drawn[label]++;
    }
    total += labels.length;
    int inBatch = Math.min(config.inBatch(), labels.length);
    int[] pins = new int[inBatch + config.uniform()];
    System.arraycopy(someOf(labels, inBatch, random), 0, pins, 0, inBatch);
    for (int i = inBatch; i < pins.length; i++) {
      pins[i] = random.nextInt(drawn.length);
    }
    return new Draw(pins, logQ(pins, inBatch), logQ(labels, inBatch), mask(labels, users, pins));
  }

  private static int[] someOf(int[] labels, int count, SplittableRandom random) {
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

  /** A user's labels in order, each once; then where they stand in the pool. */
  private static long[] mask(int[] labels, int[] users, int[] pins) {
    long[] byPin = new long[pins.length];
    for (int i = 0; i < pins.length; i++) {
      byPin[i] = (long) pins[i] << Integer.SIZE | i;
    }
    Arrays.sort(byPin);
    Map<Integer, List<Integer>> pairsOfUser = new HashMap<>();
    for (int pair = 0; pair < labels.length; pair++) {
      pairsOfUser.computeIfAbsent(users[pair], user -> new ArrayList<>()).add(pair);
    }
    LongStream.Builder masked = LongStream.builder();
    for (List<Integer> pairs : pairsOfUser.values()) {
      int[] own = pairs.stream().mapToInt(pair -> labels[pair]).sorted().distinct().toArray();
      for (int label : own) {
        int at = Arrays.binarySearch(byPin, (long) label << Integer.SIZE);
        for (int i = at < 0 ? -at - 1 : at;
            i < byPin.length && byPin[i] >>> Integer.SIZE == label;
            i++) {
          for (int pair : pairs) {
            masked.add((long) pair * pins.length + (int) byPin[i]);
          }
        }
      }
    }
    return masked.build().toArray();
  }

  /** Each pair's weight: all have the same, all together 1. */
  static float[] pairWeights(int pairs) {
    float[] weights = new float[pairs];
    Arrays.fill(weights, 1f / pairs);
    return weights;
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
