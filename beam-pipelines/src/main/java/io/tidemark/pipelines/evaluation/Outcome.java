package io.tidemark.pipelines.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What one arm did at one cadence: the pairs (user, positive) it was measured on, and the metrics
 * over them. Windows of a rolling evaluation are put together by {@link #add(Outcome)}: pairs and
 * users are pooled, a user of several windows being one, and coverage is the windows' mean.
 */
public final class Outcome {
  /** Ranked in the first so many is a hit. */
  public static final int AT = 10;

  private final SortedMap<String, User> users = new TreeMap<>();
  private final List<Double> coverages = new ArrayList<>();

  private static final class User {
    private long pairs;
    private long hits;
    private long answered;
    private double entropy;
  }

  /**
   * A pair that got an answer.
   *
   * @param rank of the target, from 1
   * @param entropy of the answer's first pins
   */
  void answered(String userId, int rank, double entropy) {
    User user = users.computeIfAbsent(userId, id -> new User());
    user.pairs++;
    user.answered++;
    user.entropy += entropy;
    if (rank <= AT) {
      user.hits++;
    }
  }

  /** A pair of which the arm had nothing to say: a miss. */
  void unanswered(String userId) {
    users.computeIfAbsent(userId, id -> new User()).pairs++;
  }

  /** The coverage of one window's answers, all of the window's pairs being in. */
  void covered(double coverage) {
    coverages.add(coverage);
  }

  /** Puts another window's outcome of the same arm and cadence to this. */
  public void add(Outcome other) {
    other.users.forEach(
        (id, theirs) -> {
          User user = users.computeIfAbsent(id, key -> new User());
          user.pairs += theirs.pairs;
          user.hits += theirs.hits;
          user.answered += theirs.answered;
          user.entropy += theirs.entropy;
        });
    coverages.addAll(other.coverages);
  }

  /** How many users have a pair. */
  public int users() {
    return users.size();
  }

  /** How many pairs there are. */
  public long pairs() {
    return sum(user -> user.pairs);
  }

  /** The share of pairs that the arm had something to say to. */
  public double answeredShare() {
    return sum(user -> user.answered) / (double) pairs();
  }

  /** Recall@10, micro: the share of pairs ranked in the first ten. */
  public double recall() {
    return sum(user -> user.hits) / (double) pairs();
  }

  /** Recall@10, macro: the mean over users of the share of their pairs in the first ten. */
  public double macroRecall() {
    return users.values().stream()
        .mapToDouble(user -> (double) user.hits / user.pairs)
        .average()
        .orElse(Double.NaN);
  }

  /** The interval of {@link #recall}. */
  public UserBootstrap.Interval recallInterval(UserBootstrap bootstrap) {
    List<User> all = List.copyOf(users.values());
    return bootstrap.interval(all.size(), drawn -> recall(all, drawn));
  }

  /** The interval of {@link #macroRecall}. */
  public UserBootstrap.Interval macroRecallInterval(UserBootstrap bootstrap) {
    List<User> all = List.copyOf(users.values());
    return bootstrap.interval(
        all.size(),
        drawn -> {
          double sum = 0;
          for (int i = 0; i < drawn.length; i++) {
            sum += drawn[i] * (double) all.get(i).hits / all.get(i).pairs;
          }
          return sum / drawn.length;
        });
  }

  /**
   * The interval of something computed from several outcomes' micro recalls, the same users being
   * drawn for all of them: how much is lost from one cadence to another, say.
   *
   * @param outcomes on the same pairs
   * @param statistic of the outcomes' recalls in their order
   * @throws IllegalArgumentException if they are not on the same users
   */
  public static UserBootstrap.Interval interval(
      List<Outcome> outcomes, ToDoubleFunction<double[]> statistic, UserBootstrap bootstrap) {
    List<List<User>> users = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (!outcome.users.keySet().equals(outcomes.get(0).users.keySet())) {
        throw new IllegalArgumentException("the outcomes are on different users");
      }
      users.add(List.copyOf(outcome.users.values()));
    }
    return bootstrap.interval(
        users.get(0).size(),
        drawn ->
            statistic.applyAsDouble(
                users.stream().mapToDouble(own -> recall(own, drawn)).toArray()));
  }

  /** Interest entropy@50: the mean over users of the mean over their answers. */
  public double entropy() {
    return users.values().stream()
        .filter(user -> user.answered > 0)
        .mapToDouble(user -> user.entropy / user.answered)
        .average()
        .orElse(Double.NaN);
  }

  /** P90 coverage@10, the mean over windows. */
  public double coverage() {
    return coverages.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }

  private static double recall(List<User> users, int[] drawn) {
    long hits = 0;
    long pairs = 0;
    for (int i = 0; i < drawn.length; i++) {
      hits += drawn[i] * users.get(i).hits;
      pairs += drawn[i] * users.get(i).pairs;
    }
    return (double) hits / pairs;
  }

  private long sum(ToLongFunction<User> what) {
    return users.values().stream().mapToLong(what).sum();
  }
}
