package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.tidemark.pipelines.training.TrainingEngine;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where each user's held-out item ranks among all items, those the user had before it left out. An
 * item that scores as much as the held-out one stands before it.
 */
final class NextItemRanking implements Validation {
  private static final int AT = 10;
  private static final int USERS_AT_ONCE = 256;
  private static final double LOG_2 = Math.log(2);

  private final List<UserHistory> users;
  private final int fromEnd;
  private final int window;

  /**
   * @param users with everything
   * @param fromEnd 1 if the last item is held out, 2 if the one before it
   * @param window M
   */
  NextItemRanking(List<UserHistory> users, int fromEnd, int window) {
    // Like lengths together, so little of a batch is padding.
    this.users = users.stream().sorted(Comparator.comparingInt(UserHistory::size)).toList();
    this.fromEnd = fromEnd;
    this.window = window;
  }

  /**
   * The means over users.
   *
   * @param hitRate share of users whose item is among the first ten
   * @param ndcg {@code 1 / log2(1 + rank)} of those, else 0
   * @param meanReciprocalRank over all ranks
   */
  record Quality(double hitRate, double ndcg, double meanReciprocalRank) {}

  @Override
  public String name() {
    return "ndcg@" + AT;
  }

  @Override
  public boolean isPossible() {
    return !users.isEmpty();
  }

  @Override
  public double of(TrainingEngine engine, PinnerFormerNetwork network, PinInputs pins) {
    return quality(engine, network, pins).ndcg();
  }

  @Override
  public Map<String, Double> context() {
    return Map.of("validation_users", (double) users.size());
  }

  /** Of the network as it is now. */
  Quality quality(TrainingEngine engine, PinnerFormerNetwork network, PinInputs pins) {
    int[] ranks = new int[users.size()];
    engine.evaluate(
        manager -> {
          NDArray corpus = network.embedPins(manager, pins).transpose(); // [D, N]
          for (int first = 0; first < users.size(); first += USERS_AT_ONCE) {
            rank(manager, network, pins, corpus, first, ranks);
          }
          return ranks;
        });
    return quality(ranks);
  }

  private void rank(
      NDManager manager,
      PinnerFormerNetwork network,
      PinInputs pins,
      NDArray corpus,
      int first,
      int[] ranks) {
    List<UserHistory> some = users.subList(first, Math.min(users.size(), first + USERS_AT_ONCE));
    try (NDManager scope = manager.newSubManager()) {
      SequenceBatch batch =
          SequenceBatch.of(
              some.stream()
                  .map(user -> Window.newest(user, user.size() - fromEnd, window))
                  .toList(),
              pins);
      float[] scores = network.newest(batch.tensors(scope)).matMul(corpus).toFloatArray();
      for (int i = 0; i < some.size(); i++) {
        ranks[first + i] = rank(scores, i * pins.size(), pins.size(), some.get(i));
      }
    }
  }

  /** By a score an item that is the same for all users. */
  Quality popularity(float... scores) {
    return quality(users.stream().mapToInt(user -> rank(scores, 0, scores.length, user)).toArray());
  }

  private int rank(float[] scores, int offset, int count, UserHistory user) {
    int heldOut = user.size() - fromEnd;
    int target = user.pin(heldOut);
    float score = scores[offset + target];
    int rank = 1;
    for (int i = offset; i < offset + count; i++) {
      if (scores[i] >= score) {
        rank++;
      }
    }
    rank--; // The target itself.
    int[] seen = new int[heldOut];
    Arrays.setAll(seen, user::pin);
    Arrays.sort(seen);
    for (int i = 0; i < heldOut; i++) {
      boolean isFirst = i == 0 || seen[i] != seen[i - 1];
      if (isFirst && seen[i] != target && scores[offset + seen[i]] >= score) {
        rank--;
      }
    }
    return rank;
  }

  private static Quality quality(int... ranks) {
    double hits = 0;
    double gain = 0;
    double reciprocal = 0;
    for (int rank : ranks) {
      reciprocal += 1.0 / rank;
      if (rank <= AT) {
        hits++;
        gain += LOG_2 / Math.log(1 + rank);
      }
    }
    return new Quality(hits / ranks.length, gain / ranks.length, reciprocal / ranks.length);
  }
}
