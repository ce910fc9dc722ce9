package io.tidemark.serving.models;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tidemark.serving.metrics.LabelledGauges;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Which releases are served and how old they are, for metrics. */
final class ReleaseMeters {
  private static final List<String> MODELS =
      List.of(Release.PINS, Release.PINNERFORMER, Release.RANKER);

  private final LabelledGauges info;

  ReleaseMeters(Supplier<ReleaseSet> served, Clock clock, MeterRegistry meters) {
    this.info =
        new LabelledGauges(
            "tidemark.release.info", "1 for each release that is served", null, meters);
    for (String model : MODELS) {
      Gauge.builder("tidemark.release.age", () -> ageSeconds(served.get(), model, clock))
          .description("now - the served release's as-of; NaN if there is none")
          .baseUnit("seconds")
          .tag("model", model)
          .register(meters);
    }
  }

  /** Shows what is served now. */
  void update(ReleaseSet served) {
    Map<Tags, Double> releases = new HashMap<>();
    for (String model : MODELS) {
      served
          .of(model)
          .ifPresent(
              release ->
                  releases.put(
                      Tags.of(
                          "model", model, "release", release.id(), "version", release.version()),
                      1.0));
    }
    info.set(releases);
  }

  private static double ageSeconds(ReleaseSet served, String model, Clock clock) {
    return served
        .of(model)
        .map(release -> Duration.between(release.asOf(), clock.instant()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }
}
