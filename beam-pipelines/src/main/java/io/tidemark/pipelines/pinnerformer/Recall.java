package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.TrainingEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Recall@10 on held-out users: the share of (user, positive) pairs whose pin is among the ten best
 * of the whole corpus. The rank counts every other pin that scores at least as much, so ties count
 * against the model; nothing is filtered. Of a very large corpus a random part is the index.
 */
final class Recall {
  /** Ranked in the first so many. */
  static final int AT = 10;

  private static final int LARGEST_INDEX = 100_000;
  private static final int USERS_AT_ONCE = 64;
  private static final int PINS_AT_ONCE = 8_192;

  private final PinVectors pins;
  private final List<HeldOut.User> users;
  private final int[] index;

  Recall(PinVectors pins, HeldOut heldOut, long seed) {
    this.pins = pins;
    // Like lengths together, so little of a batch is padding.
    this.users = new ArrayList<>(heldOut.users());
    users.sort(Comparator.comparingInt(user -> user.window().length()));
    this.index =
        pins.size() <= LARGEST_INDEX
            ? java.util.stream.IntStream.range(0, pins.size()).toArray()
            : new SplittableRandom(seed).ints(LARGEST_INDEX, 0, pins.size()).toArray();
  }

  /** How many (user, positive) pairs there are. */
  long pairs() {
    return users.stream().mapToLong(user -> user.targets().length).sum();
  }

  /** Of the network as it is now; 0 if there are no pairs. */
  double of(TrainingEngine engine, PinnerFormerNetwork network) {
    return engine.evaluate(manager -> share(manager, network));
  }

  /** Of the same ranking for everyone, by a count a pin. */
  double ofPopularity(long... popularity) {
    float[] scores = new float[pins.size()];
    for (int pin = 0; pin < scores.length; pin++) {
      scores[pin] = popularity[pin];
    }
    long hits = users.stream().mapToLong(user -> hits(scores, user.targets())).sum();
    return (double) hits / Math.max(1, pairs());
  }

  /** Of a random ranking. */
  double ofChance() {
    return Math.min(1, (double) AT / index.length);
  }

  private double share(NDManager manager, PinnerFormerNetwork network) {
    float[] embeddings = embedPins(manager, network);
    int width = network.architecture().dimension();
    NDArray corpus = manager.create(embeddings, new Shape(pins.size(), width)).transpose();
    long hits = 0;
    for (int first = 0; first < users.size(); first += USERS_AT_ONCE) {
      List<HeldOut.User> some = users.subList(first, Math.min(users.size(), first + USERS_AT_ONCE));
      try (NDManager scope = manager.newSubManager()) {
        SequenceBatch batch =
            SequenceBatch.of(some.stream().map(HeldOut.User::window).toList(), pins);
        float[] scores = network.newest(batch.tensors(scope)).matMul(corpus).toFloatArray();
        for (int i = 0; i < some.size(); i++) {
          float[] own = Arrays.copyOfRange(scores, i * pins.size(), (i + 1) * pins.size());
          hits += hits(own, some.get(i).targets());
        }
      }
    }
    return (double) hits / Math.max(1, pairs());
  }

  private float[] embedPins(NDManager manager, PinnerFormerNetwork network) {
    int width = network.architecture().dimension();
    float[] embeddings = new float[Math.multiplyExact(pins.size(), width)];
    for (int first = 0; first < pins.size(); first += PINS_AT_ONCE) {
      int count = Math.min(PINS_AT_ONCE, pins.size() - first);
      int[] some = new int[count];
      for (int i = 0; i < count; i++) {
        some[i] = first + i;
      }
      try (NDManager scope = manager.newSubManager()) {
        float[] part = network.pins(TrainingBatch.vectors(scope, pins, some)).toFloatArray();
        System.arraycopy(part, 0, embeddings, first * width, part.length);
      }
    }
    return embeddings;
  }

  private int hits(float[] scores, int... targets) {
    int hits = 0;
    for (int target : targets) {
      int rank = 1;
      for (int pin : index) {
        if (pin != target && scores[pin] >= scores[target]) {
          rank++;
        }
      }
      if (rank <= AT) {
        hits++;
      }
    }
    return hits;
  }
}
