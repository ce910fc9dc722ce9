package io.tidemark.pipelines.sequences;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One shard of a snapshot: runs of rows, of which a user's newest one counts.
 *
 * @param number from 0
 * @param runs newest first; older days' among them
 * @param users it has
 * @param actions in the rows that count
 */
record Shard(int number, List<Run> runs, long users, long actions) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Each costs a reader an open file and a look at its footer. */
  private static final int MOST_RUNS = 20;

  /** Rows that lie there, as a multiple of those that count. */
  private static final double MOST_ROWS = 1.5;

  Shard {
    runs = List.copyOf(runs);
  }

  static Shard empty(int number) {
    return new Shard(number, List.of(), 0, 0);
  }

  /**
   * Whether so many users with a new row are better written together with all the others: too many
   * rows that do not count any more, or too many runs, would lie there otherwise.
   */
  boolean isWorthCompacting(long changed) {
    long rows = changed + runs.stream().mapToLong(Run::users).sum();
    return runs.size() >= MOST_RUNS || rows > MOST_ROWS * Math.max(users, changed);
  }

  /** The same shard with a newer run on top. */
  Shard with(Run newest, long newUsers, long newActions) {
    List<Run> all = new ArrayList<>(List.of(newest));
    all.addAll(runs);
    return new Shard(number, all, users + newUsers, actions + newActions);
  }
}
