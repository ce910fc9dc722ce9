package io.tidemark.serving.health;

import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is missing before rankings are all they can be, in words. */
public final class Readiness implements Supplier<List<String>> {
  /** The first connection to HBase and the loading of a model take some seconds. */
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

  private final ReleaseWatch models;
  private final Clock clock;
  private final Instant startedAt;

  /** Judged by what {@code models} serves, from now on. */
  public Readiness(ReleaseWatch models, Clock clock) {
    this.models = models;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /**
   * Whether the API has not yet read what is published and loaded it, pins included. With HBase
   * away it does not go on starting for ever: the API is of use without.
   */
  public boolean isStarting() {
    WatchReport report = models.report();
    return (report.readAt().isEmpty() || report.snapshotComes())
        && clock.instant().isBefore(startedAt.plus(STARTS_WITHIN));
  }

  @Override
  public List<String> get() {
    WatchReport report = models.report();
    if (report.readAt().isEmpty()) {
      return List.of("HBase has not said yet what is published");
    }
    List<String> missing = new ArrayList<>();
    ReleaseSet served = models.servedReleases();
    for (String model : List.of(Release.PINS, Release.PINNERFORMER, Release.RANKER)) {
      if (served.of(model).isEmpty()) {
        missing.add("no release of " + model + " is served");
      }
    }
    missing.addAll(report.mismatches());
    report.loadProblem().ifPresent(missing::add);
    if (report.snapshotComes()) {
      missing.add("the snapshot of the served pins is being written");
    }
    return missing;
  }
}
