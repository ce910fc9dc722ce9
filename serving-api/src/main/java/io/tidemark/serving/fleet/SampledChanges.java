package io.tidemark.serving.fleet;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.drift.Drift;
import io.tidemark.serving.drift.RankingsView;
import io.tidemark.serving.drift.UserFreshness;
import io.tidemark.serving.fleet.FleetAnswer.Changes;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.metrics.RollingHistogram;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What freshness changes for the users that were sampled in the last hour. */
public final class SampledChanges {
  /** How long a slice is. */
  static final Duration SLICE = Duration.ofMinutes(5);

  private static final int SLICES = 12;
  private static final double UNIT = 1e-5;
  private static final long HIGHEST = Math.round(2 / UNIT);
  private static final int MANY_ACTIONS = 10_000;
  private static final double[] SHARES = {0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 1};

  private final RollingHistogram drift = new RollingHistogram(HIGHEST, SLICES);
  private final RollingHistogram gapActions = new RollingHistogram(MANY_ACTIONS, SLICES);
  private final RollingHistogram overlapBatchOnly = new RollingHistogram(HIGHEST, SLICES);
  private final RollingHistogram overlapLiveOnly = new RollingHistogram(HIGHEST, SLICES);
  private final RollingHistogram churnBatchOnly = new RollingHistogram(HIGHEST, SLICES);
  private final RollingHistogram churnLiveOnly = new RollingHistogram(HIGHEST, SLICES);
  private final RollingHistogram statuses = new RollingHistogram(64, SLICES);
  private final List<RollingHistogram> all =
      List.of(
          drift,
          gapActions,
          overlapBatchOnly,
          overlapLiveOnly,
          churnBatchOnly,
          churnLiveOnly,
          statuses);

  private final DistributionSummary drifts;
  private final Map<String, DistributionSummary> overlaps = new LinkedHashMap<>();
  private final Map<String, DistributionSummary> churns = new LinkedHashMap<>();

  /** Of nobody yet, to be shown in {@code meters}, too. */
  public SampledChanges(MeterRegistry meters) {
    this.drifts =
        DistributionSummary.builder("tidemark.sampled.drift")
            .description("1 - cosine between the served embedding and one computed now")
            .serviceLevelObjectives(SHARES)
            .register(meters);
    for (String side : List.of("batch_only", "live_only")) {
      overlaps.put(
          side,
          DistributionSummary.builder("tidemark.sampled.overlap")
              .description("rank-biased overlap of the ranking by both sides and by one alone")
              .tag("against", side)
              .serviceLevelObjectives(SHARES)
              .register(meters));
      churns.put(
          side,
          DistributionSummary.builder("tidemark.sampled.churn")
              .description("share of the top 10 by both sides that is not in that by one alone")
              .tag("against", side)
              .serviceLevelObjectives(SHARES)
              .register(meters));
    }
  }

  /** Counts one user in. */
  void record(UserFreshness user) {
    statuses.record(user.drift().status().ordinal());
    if (user.drift().value() != null) {
      drift.record(Math.round(user.drift().value() / UNIT));
      drifts.record(user.drift().value());
    }
    if (user.freshness().gap().actions() != null) {
      gapActions.record(user.freshness().gap().actions());
    }
    if (user.rankings().batchOnly() != null) {
      record("batch_only", user.rankings().batchOnly(), overlapBatchOnly, churnBatchOnly);
    }
    if (user.rankings().liveOnly() != null) {
      record("live_only", user.rankings().liveOnly(), overlapLiveOnly, churnLiveOnly);
    }
  }

  private void record(
      String side, RankingsView.Alone alone, RollingHistogram overlap, RollingHistogram churn) {
    overlap.record(Math.round(alone.overlap() / UNIT));
    churn.record(Math.round(alone.churn() / UNIT));
    overlaps.get(side).record(alone.overlap());
    churns.get(side).record(alone.churn());
  }

  /** Begins a new slice of time. */
  void turn() {
    all.forEach(RollingHistogram::turn);
  }

  /** What it changes, all together. */
  Changes view() {
    Histogram byStatus = statuses.all();
    Map<String, Long> unmeasured = new LinkedHashMap<>();
    for (Drift.Status status : Drift.Status.values()) {
      if (status != Drift.Status.MEASURED) {
        unmeasured.put(status.wireName(), byStatus.getCountAtValue(status.ordinal()));
      }
    }
    return new Changes(
        SLICE.multipliedBy(SLICES).toSeconds(),
        byStatus.getCountAtValue(Drift.Status.MEASURED.ordinal()),
        unmeasured,
        Percentiles.of(drift.all(), UNIT),
        Percentiles.of(gapActions.all(), 1),
        Percentiles.of(overlapBatchOnly.all(), UNIT),
        Percentiles.of(overlapLiveOnly.all(), UNIT),
        Percentiles.of(churnBatchOnly.all(), UNIT),
        Percentiles.of(churnLiveOnly.all(), UNIT));
  }
}
