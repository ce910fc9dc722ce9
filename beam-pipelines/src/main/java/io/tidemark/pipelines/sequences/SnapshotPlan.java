package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.LogDays;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * How the snapshot of a day comes to be: from the newest earlier snapshot whose days of the log all
 * still look as they did, or from the whole log where there is none.
 *
 * @param base the snapshot to go on from; the one that is wanted itself if it is there
 * @param reason why this one, in words
 */
record SnapshotPlan(LocalDate day, Optional<Snapshot> base, String reason) {
  SnapshotPlan {
    requireNonNull(day, "day is null");
    requireNonNull(base, "base is null");
    requireNonNull(reason, "reason is null");
  }

  /**
   * @param log as it is now
   * @param known records of snapshots whose files are there
   */
  static SnapshotPlan of(
      LocalDate day, LogDays log, Collection<Snapshot> known, int depth, int shards) {
    Optional<Snapshot> base =
        known.stream()
            .filter(snapshot -> !LocalDate.parse(snapshot.day()).isAfter(day))
            .filter(snapshot -> isCurrent(snapshot, log, depth, shards))
            .max(Comparator.comparing(Snapshot::day));
    if (base.isPresent() && base.get().day().equals(day.toString())) {
      return new SnapshotPlan(day, base, "its days of the log have not changed");
    }
    return new SnapshotPlan(day, base, reason(day, log, known, base));
  }

  /** Whether nothing is to be done. */
  boolean isThere() {
    return base.isPresent() && base.get().day().equals(day.toString());
  }

  private static boolean isCurrent(Snapshot snapshot, LogDays log, int depth, int shards) {
    LogDays itsDays = log.before(LocalDate.parse(snapshot.day()).plusDays(1));
    return snapshot.build().equals(Snapshot.build(itsDays, depth, shards));
  }

  private static String reason(
      LocalDate day, LogDays log, Collection<Snapshot> known, Optional<Snapshot> base) {
    Optional<Snapshot> newest =
        known.stream()
            .filter(snapshot -> !LocalDate.parse(snapshot.day()).isAfter(day))
            .max(Comparator.comparing(Snapshot::day));
    if (newest.isEmpty()) {
      return "there is no earlier snapshot";
    }
    if (newest.equals(base)) {
      return "it adds what came after " + newest.get().day();
    }
    LogDays itsDays = log.before(LocalDate.parse(newest.get().day()).plusDays(1));
    return newest
        .get()
        .log()
        .firstDifference(itsDays)
        .map(
            changed ->
                "the log's day %s has changed since the snapshot of %s was made"
                    .formatted(changed, newest.get().day()))
        .orElse("the snapshot of " + newest.get().day() + " has another depth or shards");
  }
}
