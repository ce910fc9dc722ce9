package io.tidemark.pipelines.pinnerformer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What one pass over the users finds: the size of the training data, each pin's popularity in it,
 * and the held-out users: their history before an instant and the pins of their positives from then
 * on.
 *
 * <p>The users that are kept are those with the least hash, so the choice does not hang on the
 * order of the files.
 */
final class HeldOut {
  private static final Duration RECENT = Duration.ofDays(1);

  private final long from;
  private final int longest;
  private final int most;
  private final long[] popularity;
  private final long[] recentPopularity;
  private final PriorityQueue<User> users =
      new PriorityQueue<>((one, other) -> Integer.compareUnsigned(other.hash, one.hash));
  private long trainingUsers;
  private long trainingActions;
  private long trainingPositives;
  private long firstAction = Long.MAX_VALUE;
  private long lastAction = Long.MIN_VALUE;

  /**
   * @param window the newest actions before the instant
   * @param targets pins of the positives from the instant on
   */
  record User(int hash, Window window, int[] targets) {}

  /**
   * @param from the instant (ms) from which positives are held out
   * @param longest M
   * @param most users that are kept at most
   * @param corpus how many pins there are
   */
  HeldOut(long from, int longest, int most, int corpus) {
    this.from = from;
    this.longest = longest;
    this.most = most;
    this.popularity = new long[corpus];
    this.recentPopularity = new long[corpus];
  }

  /** Takes one user in. */
  void add(UserHistory history) {
    int before = history.rowsBefore(from);
    int firstTarget = history.firstPositiveAfter(from - 1);
    if (before > 0) {
      trainingUsers++;
      trainingActions += before;
      trainingPositives += firstTarget;
      firstAction = Math.min(firstAction, history.occurredAt(0));
      lastAction = Math.max(lastAction, history.occurredAt(before - 1));
    }
    for (int positive = 0; positive < firstTarget; positive++) {
      int row = history.positive(positive);
      popularity[history.pin(row)]++;
      if (history.occurredAt(row) >= from - RECENT.toMillis()) {
        recentPopularity[history.pin(row)]++;
      }
    }
    if (before > 0 && firstTarget < history.positives()) {
      int[] targets = new int[history.positives() - firstTarget];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = history.pin(history.positive(firstTarget + i));
      }
      // Fibonacci hashing: String.hashCode alone keeps like ids together.
      int hash = history.userId().hashCode() * 0x9E3779B9;
      users.add(new User(hash, Window.newest(history, before, longest), targets));
      if (users.size() > most) {
        users.poll();
      }
    }
  }

  /** The held-out users, in the order of their ids' hashes. */
  List<User> users() {
    List<User> sorted = new ArrayList<>(users);
    sorted.sort((one, other) -> Integer.compareUnsigned(one.hash, other.hash));
    return sorted;
  }

  /** Positives of each pin before the instant. */
  long[] popularity() {
    return popularity;
  }

  /** Positives of each pin in the day before the instant: what is new is popular for a while. */
  long[] recentPopularity() {
    return recentPopularity;
  }

  long trainingUsers() {
    return trainingUsers;
  }

  long trainingActions() {
    return trainingActions;
  }

  /** Positives on known pins. */
  long trainingPositives() {
    return trainingPositives;
  }

  /** Milliseconds. */
  long firstAction() {
    return firstAction;
  }

  /** Milliseconds. */
  long lastAction() {
    return lastAction;
  }
}
