package io.tidemark.serving.fleet;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.drift.Drift;
import io.tidemark.serving.drift.RankingsView;
import io.tidemark.serving.drift.UserFreshness;
import io.tidemark.serving.fleet.FleetAnswer.Changes;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.metrics.RollingHistogram;
import io.tidemark.serving.metrics.RollingValues;
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
  private static final int MOST_OF_A_SLICE = 1_000;
  private static final double[] SHARES = {0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 1};

  private final RollingValues drift = values();
  private final RollingValues gapActions = values();
  private final RollingValues overlapBatchOnly = values();
  private final RollingValues overlapLiveOnly = values();
  private final RollingValues churnBatchOnly = values();
  private final RollingValues churnLiveOnly = values();
  private final RollingHistogram statuses = new RollingHistogram(64, SLICES);
  private final List<RollingValues> all =
      List.of(drift, gapActions, overlapBatchOnly, overlapLiveOnly, churnBatchOnly, churnLiveOnly);

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
      drift.record(user.drift().value());
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
      String side, RankingsView.Alone alone, RollingValues overlap, RollingValues churn) {
    overlap.record(alone.overlap());
    churn.record(alone.churn());
    overlaps.get(side).record(alone.overlap());
    churns.get(side).record(alone.churn());
  }

  /** Begins a new slice of time. */
  void turn() {
    all.forEach(RollingValues::turn);
    statuses.turn();
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
        Percentiles.of(drift.all()),
        Percentiles.of(gapActions.all()),
        Percentiles.of(overlapBatchOnly.all()),
        Percentiles.of(overlapLiveOnly.all()),
        Percentiles.of(churnBatchOnly.all()),
        Percentiles.of(churnLiveOnly.all()));
  }

  private static RollingValues values() {
    return new RollingValues(SLICES, MOST_OF_A_SLICE);
  }
}
