package io.tidemark.serving.fleet;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.fleet.FleetAnswer.Answers;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.Coverage;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.metrics.RollingHistogram;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** How fresh the answers of the last minutes were. Recording one takes less than a microsecond. */
public final class RecentAnswers {
  /** How long a slice is. */
  static final Duration SLICE = Duration.ofMinutes(1);

  private static final int SLICES = 5;
  private static final long YEARS = Duration.ofDays(3_650).toSeconds();
  private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();
  private static final int MANY_ACTIONS = 10_000;

  private final RollingHistogram batchAge = new RollingHistogram(YEARS, SLICES);
  private final RollingHistogram liveAge = new RollingHistogram(YEARS, SLICES);
  private final RollingHistogram lag = new RollingHistogram(WEEK_MILLIS, SLICES);
  private final RollingHistogram gapActions = new RollingHistogram(MANY_ACTIONS, SLICES);
  private final RollingHistogram gapSeconds = new RollingHistogram(YEARS, SLICES);
  private final RollingHistogram batchStatuses = ordinals();
  private final RollingHistogram liveStatuses = ordinals();
  private final RollingHistogram coverages = ordinals();
  private final List<RollingHistogram> all =
      List.of(
          batchAge, liveAge, lag, gapActions, gapSeconds, batchStatuses, liveStatuses, coverages);

  private final Counter[] batchCounters;
  private final Counter[] liveCounters;
  private final Counter[] coverageCounters;
  private final DistributionSummary batchAges;
  private final DistributionSummary gaps;

  /** Answers of nobody yet, to be shown in {@code meters}, too. */
  public RecentAnswers(MeterRegistry meters) {
    this.batchCounters = counters("batch", BatchStatus.values(), BatchStatus::wireName, meters);
    this.liveCounters = counters("live", LiveStatus.values(), LiveStatus::wireName, meters);
    this.coverageCounters = counters("gap", Coverage.values(), Coverage::wireName, meters);
    this.batchAges =
        DistributionSummary.builder("tidemark.answers.batch.age")
            .description("age of the embeddings that answers were made of")
            .baseUnit("seconds")
            .serviceLevelObjectives(3_600, 21_600, 43_200, 86_400, 129_600, 172_800, 604_800)
            .register(meters);
    this.gaps =
        DistributionSummary.builder("tidemark.answers.gap")
            .description("live actions of an answer that its embedding has not")
            .baseUnit("actions")
            .serviceLevelObjectives(0.5, 1, 2, 5, 10, 20, 50, 100)
            .register(meters);
  }

  /** Counts one answer in. */
  public void record(Freshness freshness) {
    batchStatuses.record(freshness.batch().status().ordinal());
    liveStatuses.record(freshness.live().status().ordinal());
    coverages.record(freshness.gap().coverage().ordinal());
    batchCounters[freshness.batch().status().ordinal()].increment();
    liveCounters[freshness.live().status().ordinal()].increment();
    coverageCounters[freshness.gap().coverage().ordinal()].increment();
    Long age = freshness.batch().ageSeconds();
    if (age != null) {
      batchAge.record(age);
      batchAges.record(age);
    }
    if (freshness.live().ageSeconds() != null) {
      liveAge.record(freshness.live().ageSeconds());
    }
    if (freshness.live().pipelineLagMs() != null) {
      lag.record(freshness.live().pipelineLagMs());
    }
    if (freshness.gap().actions() != null) {
      gapActions.record(freshness.gap().actions());
      gapSeconds.record(freshness.gap().seconds());
      gaps.record(freshness.gap().actions());
    }
  }

  /** Begins a new slice of time. */
  void turn() {
    all.forEach(RollingHistogram::turn);
  }

  /** What they were, all together. */
  Answers view() {
    Histogram batches = batchStatuses.all();
    Histogram lives = liveStatuses.all();
    return new Answers(
        SLICE.multipliedBy(SLICES).toSeconds(),
        batches.getTotalCount(),
        counts(BatchStatus.values(), BatchStatus::wireName, batches),
        counts(LiveStatus.values(), LiveStatus::wireName, lives),
        counts(Coverage.values(), Coverage::wireName, coverages.all()),
        Percentiles.of(batchAge.all(), 1),
        Percentiles.of(liveAge.all(), 1),
        Percentiles.of(lag.all(), 1),
        Percentiles.of(gapActions.all(), 1),
        Percentiles.of(gapSeconds.all(), 1),
        share(
            batches.getCountAtValue(BatchStatus.FRESH.ordinal()),
            batches.getCountAtValue(BatchStatus.STALE.ordinal())),
        share(
            lives.getCountAtValue(LiveStatus.FRESH.ordinal())
                + lives.getCountAtValue(LiveStatus.QUIET.ordinal())
                + lives.getCountAtValue(LiveStatus.MISSING.ordinal()),
            lives.getCountAtValue(LiveStatus.BEHIND.ordinal())));
  }

  private static Double share(long met, long missed) {
    return met + missed == 0 ? null : (Double) (met / (double) (met + missed));
  }

  private static <E extends Enum<E>> Map<String, Long> counts(
      E[] values, Function<E, String> name, Histogram ordinals) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (E value : values) {
      counts.put(name.apply(value), ordinals.getCountAtValue(value.ordinal()));
    }
    return counts;
  }

  private static <E extends Enum<E>> Counter[] counters(
      String side, E[] statuses, Function<E, String> name, MeterRegistry meters) {
    Counter[] counters = new Counter[statuses.length];
    for (E status : statuses) {
      counters[status.ordinal()] =
          Counter.builder("tidemark.answers")
              .description("answers, by how fresh each side was, and by how the sides lay")
              .tag("side", side)
              .tag("status", name.apply(status))
              .register(meters);
    }
    return counters;
  }

  private static RollingHistogram ordinals() {
    return new RollingHistogram(64, SLICES);
  }
}
