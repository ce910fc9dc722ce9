package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.tidemark.pipelines.training.TrainingEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Recall@10 on held-out users: the share of (user, positive) pairs whose pin is among the ten best
 * of the whole corpus. The rank counts every other pin that scores at least as much, so ties count
 * against the model; nothing is filtered. Of a very large corpus a random part is the index.
 */
final class Recall implements Validation {
  /** Ranked in the first so many. */
  static final int AT = 10;

  private static final int LARGEST_INDEX = 100_000;
  private static final int USERS_AT_ONCE = 64;

  private final int pins;
  private final HeldOut heldOut;
  private final List<HeldOut.User> users;
  private final int[] index;

  /**
   * @param pins how many there are
   */
  Recall(int pins, HeldOut heldOut, long seed) {
    this.pins = pins;
    this.heldOut = heldOut;
    // Like lengths together, so little of a batch is padding.
    this.users = new ArrayList<>(heldOut.users());
    users.sort(Comparator.comparingInt(user -> user.window().length()));
    this.index =
        pins <= LARGEST_INDEX
            ? IntStream.range(0, pins).toArray()
            : new SplittableRandom(seed).ints(LARGEST_INDEX, 0, pins).toArray();
  }

  @Override
  public String name() {
    return "recall@" + AT;
  }

  @Override
  public boolean isPossible() {
    return pairs() > 0;
  }

  @Override
  public Map<String, Double> context() {
    Map<String, Double> context = new LinkedHashMap<>();
    context.put("held_out_pairs", (double) pairs());
    context.put("popularity_recall_at_10", ofPopularity(heldOut.popularity()));
    context.put("recent_popularity_recall_at_10", ofPopularity(heldOut.recentPopularity()));
    context.put("random_recall_at_10", ofChance());
    return context;
  }

  /** How many (user, positive) pairs there are. */
  long pairs() {
    return users.stream().mapToLong(user -> user.targets().length).sum();
  }

  /** Of the network as it is now; 0 if there are no pairs. */
  @Override
  public double of(TrainingEngine engine, PinnerFormerNetwork network, PinInputs inputs) {
    return engine.evaluate(manager -> share(manager, network, inputs));
  }

  /** Of the same ranking for everyone, by a count a pin. */
  double ofPopularity(long... popularity) {
    float[] scores = new float[pins];
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

  private double share(NDManager manager, PinnerFormerNetwork network, PinInputs inputs) {
    NDArray corpus = network.embedPins(manager, inputs).transpose(); // [D, N]
    long hits = 0;
    for (int first = 0; first < users.size(); first += USERS_AT_ONCE) {
      List<HeldOut.User> some = users.subList(first, Math.min(users.size(), first + USERS_AT_ONCE));
      try (NDManager scope = manager.newSubManager()) {
        SequenceBatch batch =
            SequenceBatch.of(some.stream().map(HeldOut.User::window).toList(), inputs);
        float[] scores = network.newest(batch.tensors(scope)).matMul(corpus).toFloatArray();
        for (int i = 0; i < some.size(); i++) {
          float[] own = Arrays.copyOfRange(scores, i * pins, (i + 1) * pins);
          hits += hits(own, some.get(i).targets());
        }
      }
    }
    return (double) hits / Math.max(1, pairs());
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
