package io.tidemark.serving.models;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How watching the releases went last.
 *
 * @param published what is published, as it was last read; empty if it never was
 * @param readAt when it was last read
 * @param mismatches what keeps the published releases from being used together, in words
 * @param loadProblem why the published ranker could not be loaded, in words
 * @param snapshotComes whether the snapshot of the pins that are served is still being written
 * @param snapshotProblem why there is none, in words
 */
public record WatchReport(
    Optional<ReleaseSet> published,
    Optional<Instant> readAt,
    List<String> mismatches,
    Optional<String> loadProblem,
    boolean snapshotComes,
    Optional<String> snapshotProblem) {
  static final WatchReport NOTHING_YET =
      new WatchReport(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false, Optional.empty());

  public WatchReport {
    mismatches = List.copyOf(mismatches);
  }
}
