package io.tidemark.serving.health;

import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.store.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is missing before rankings are all they can be, in words. */
public final class Readiness implements Supplier<List<String>> {
  private final ReleaseWatch models;

  /** Judged by what {@code models} serves. */
  public Readiness(ReleaseWatch models) {
    this.models = models;
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
    return missing;
  }
}
