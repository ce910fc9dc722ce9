package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one row retrieved, user by user: how many of the pins that the user wanted afterwards were
 * among them, and how many had a like one among them. Rows are measured on the same users in the
 * same order, so that they can be compared in pairs.
 */
final class RetrievalOutcome {
  private final Map<String, Integer> places = new HashMap<>();
  private final List<long[]> users = new ArrayList<>();

  /** One wanted pin more. */
  void add(String userId, boolean relevant, boolean recalled) {
    int place = places.computeIfAbsent(userId, any -> places.size());
    if (place == users.size()) {
      users.add(new long[3]);
    }
    long[] counts = users.get(place);
    counts[0]++;
    counts[1] += relevant ? 1 : 0;
    counts[2] += recalled ? 1 : 0;
  }

  int users() {
    return users.size();
  }

  long pairs() {
    return users.stream().mapToLong(counts -> counts[0]).sum();
  }

  /** The share of wanted pins that have a like one among the retrieved. */
  double relevance() {
    return share(once(), 1);
  }

  /** The share of wanted pins that are among the retrieved. */
  double recall() {
    return share(once(), 2);
  }

  /** The 95% interval of {@link #relevance}. */
  UserBootstrap.Interval relevance(UserBootstrap bootstrap) {
    return bootstrap.interval(users(), drawn -> share(drawn, 1));
  }

  /** The 95% interval of {@link #recall}. */
  UserBootstrap.Interval recall(UserBootstrap bootstrap) {
    return bootstrap.interval(users(), drawn -> share(drawn, 2));
  }

  /** How much more relevance there is than in another row, relatively. */
  Recalls.Change relevanceLift(RetrievalOutcome over, UserBootstrap bootstrap) {
    return lift(over, 1, bootstrap);
  }

  /** How much more recall there is than in another row, relatively. */
  Recalls.Change recallLift(RetrievalOutcome over, UserBootstrap bootstrap) {
    return lift(over, 2, bootstrap);
  }

  private Recalls.Change lift(RetrievalOutcome over, int of, UserBootstrap bootstrap) {
    UserBootstrap.Interval interval =
        bootstrap.interval(users(), drawn -> ratio(share(drawn, of), over.share(drawn, of)));
    return new Recalls.Change(
        ratio(share(once(), of), over.share(once(), of)), interval.low(), interval.high());
  }

  private static double ratio(double share, double over) {
    return over > 0 ? share / over - 1 : Double.NaN;
  }

  private int[] once() {
    int[] once = new int[users.size()];
    Arrays.fill(once, 1);
    return once;
  }

  private double share(int[] drawn, int of) {
    long all = 0;
    long part = 0;
    for (int user = 0; user < drawn.length; user++) {
      all += drawn[user] * users.get(user)[0];
      part += drawn[user] * users.get(user)[of];
    }
    return all == 0 ? Double.NaN : (double) part / all;
  }
}
