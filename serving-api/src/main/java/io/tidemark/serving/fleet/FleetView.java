package io.tidemark.serving.fleet;

import io.tidemark.serving.canary.CanaryTide;
import io.tidemark.serving.fleet.FleetAnswer.BatchTide;
import io.tidemark.serving.fleet.FleetAnswer.LiveTide;
import io.tidemark.serving.fleet.FleetAnswer.Objectives;
import io.tidemark.serving.fleet.FleetAnswer.PartitionTide;
import io.tidemark.serving.freshness.BatchFreshness;
import io.tidemark.serving.freshness.BatchReason;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.freshness.ObjectivesConfiguration;
import io.tidemark.serving.freshness.PartitionMark;
import io.tidemark.serving.freshness.StreamPosition;
import io.tidemark.serving.freshness.StreamReading;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.runs.BatchRunsReader;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Puts together how fresh everything is, from what is at hand: nothing is read for it. */
public final class FleetView {
  private final ReleaseWatch models;
  private final StreamWatch stream;
  private final FreshnessRules rules;
  private final RecentAnswers answers;
  private final Supplier<FleetAnswer.Sample> sample;
  private final Supplier<CanaryTide> canary;
  private final BatchRunsReader runs;
  private final Clock clock;

  /**
   * @param models what is served
   * @param stream how far the stream is
   * @param rules what is fresh
   * @param answers what recent answers were made of
   * @param sample what sampled users have
   * @param canary how long an action takes into a ranking
   * @param runs how the daily workflow went
   * @param clock the time of day
   */
  public FleetView(
      ReleaseWatch models,
      StreamWatch stream,
      FreshnessRules rules,
      RecentAnswers answers,
      Supplier<FleetAnswer.Sample> sample,
      Supplier<CanaryTide> canary,
      BatchRunsReader runs,
      Clock clock) {
    this.models = models;
    this.stream = stream;
    this.rules = rules;
    this.answers = answers;
    this.sample = sample;
    this.canary = canary;
    this.runs = runs;
    this.clock = clock;
  }

  /** How fresh everything is now. */
  public FleetAnswer now() {
    Instant now = clock.instant();
    BatchFreshness batch = batch(now);
    LiveTide live = live(now);
    return new FleetAnswer(
        now,
        batchTide(batch),
        live,
        objectives(batch.status(), live.status()),
        answers.view(),
        sample.get(),
        canary.get(),
        runs.read());
  }

  /** How fresh the release of embeddings is that is served; unknown if it was not read lately. */
  BatchFreshness batch(Instant now) {
    Optional<Instant> readAt = models.report().readAt();
    Optional<Release> release = models.servedReleases().pinnerformer();
    if (release.isEmpty()) {
      return readAt.isPresent()
          ? FreshnessRules.batch(null, BatchStatus.MISSING, BatchReason.NO_RELEASE)
          : FreshnessRules.batch(null, BatchStatus.UNKNOWN, BatchReason.RELEASE_UNREAD);
    }
    BatchFreshness batch = rules.batch(release.get().id(), release.get().asOf(), now);
    return readAt.filter(instant -> !rules.isLost(instant, now)).isPresent()
        ? batch
        : new BatchFreshness(
            batch.model(),
            batch.release(),
            batch.asOf(),
            null,
            BatchStatus.UNKNOWN,
            BatchReason.RELEASE_UNREAD);
  }

  private BatchTide batchTide(BatchFreshness batch) {
    Optional<Instant> readAt = models.report().readAt();
    return new BatchTide(
        batch.release(),
        models.servedReleases().pinnerformer().map(Release::version).orElse(null),
        batch.asOf(),
        batch.ageSeconds(),
        readAt.orElse(null),
        batch.status(),
        batch.reason());
  }

  private LiveTide live(Instant now) {
    Optional<StreamReading> reading = stream.last();
    StreamPosition all = rules.stream().ofAll(reading, now);
    return new LiveTide(
        all.watermark().orElse(null),
        millis(all),
        reading.map(StreamReading::readAt).orElse(null),
        all.status(),
        all.reason(),
        reading.stream()
            .flatMapToInt(StreamReading::allPartitions)
            .mapToObj(partition -> partition(partition, reading, now))
            .toList());
  }

  private PartitionTide partition(int partition, Optional<StreamReading> reading, Instant now) {
    StreamPosition position = rules.stream().of(partition, reading, now);
    return new PartitionTide(
        partition,
        reading
            .flatMap(known -> known.mark(partition))
            .flatMap(PartitionMark::eventTime)
            .orElse(null),
        position.watermark().orElse(null),
        millis(position),
        position.status(),
        position.reason());
  }

  private Objectives objectives(BatchStatus batch, LiveStatus live) {
    ObjectivesConfiguration objectives = rules.objectives();
    Boolean batchMet =
        switch (batch) {
          case FRESH -> true;
          case STALE, MISSING -> false;
          case UNKNOWN -> null;
        };
    Boolean liveMet =
        switch (live) {
          case FRESH, QUIET, MISSING -> true;
          case BEHIND -> false;
          case UNKNOWN -> null;
        };
    return new Objectives(
        objectives.batchAge().toSeconds(),
        objectives.pipelineLag().toMilliseconds(),
        objectives.ifStale(),
        objectives.ifBehind(),
        batchMet,
        liveMet);
  }

  private static Long millis(StreamPosition position) {
    OptionalLong lag = position.lagMs();
    return lag.isPresent() ? (Long) lag.getAsLong() : null;
  }
}
