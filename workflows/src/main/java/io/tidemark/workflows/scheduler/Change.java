package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One transaction: what it reads and writes, and what follows once it is committed.
 *
 * @param tables of the transaction
 * @param now one instant for all of it
 * @param afterwards done in order after the commit, and not at all if there is none
 * @param looks when the scheduler is to look again
 */
record Change(Tables tables, Instant now, List<Runnable> afterwards, TreeSet<Instant> looks) {
  Change(Tables tables, Instant now) {
    this(
        requireNonNull(tables, "tables is null"),
        requireNonNull(now, "now is null"),
        new ArrayList<>(),
        new TreeSet<>());
  }

  void afterCommit(Runnable action) {
    afterwards.add(action);
  }

  void lookAt(Instant instant) {
    looks.add(instant);
  }
}
