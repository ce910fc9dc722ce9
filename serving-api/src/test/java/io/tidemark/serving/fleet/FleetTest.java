package io.tidemark.serving.fleet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.canary.Canary;
import io.tidemark.serving.canary.CanaryConfiguration;
import io.tidemark.serving.drift.Drift;
import io.tidemark.serving.drift.RankingsView;
import io.tidemark.serving.drift.UserFreshness;
import io.tidemark.serving.freshness.BatchFreshness;
import io.tidemark.serving.freshness.BatchReason;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.Coverage;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.Gap;
import io.tidemark.serving.freshness.LiveFreshness;
import io.tidemark.serving.freshness.LiveReason;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.runs.RunsWatch;
import io.tidemark.serving.runs.SchedulerConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Everybody's freshness by a clock that is turned by hand, and a store that can be made to fail.
 */
class FleetTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant AS_OF = START.minus(Duration.ofHours(12));

  private final AtomicReference<Instant> time = new AtomicReference<>(START);
  private final InstantSource source = time::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeTideStore store = new FakeTideStore();
  private final ReleaseWatch models =
      new ReleaseWatch(
          store,
          new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters),
          ModelsConfiguration.DEFAULT,
          clock,
          meters);
  private final StreamWatch stream =
      new StreamWatch(store, () -> OptionalInt.of(1), clock, Duration.ofSeconds(1));
  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, 100);
  private final RecentAnswers answers = new RecentAnswers(meters);
  private final FleetSampler sampler =
      new FleetSampler(
          store,
          models,
          (userId, candidates, drawn, k) -> measured(userId),
          SampleConfiguration.DEFAULT,
          new SampledChanges(meters),
          clock,
          new Random(1));
  private final FleetView view =
      new FleetView(
          models,
          stream,
          rules,
          answers,
          sampler::view,
          new Canary(
                  CanaryConfiguration.DEFAULT,
                  OptionalInt::empty,
                  List::of,
                  Duration.ofSeconds(5),
                  clock,
                  meters)
              ::view,
          new RunsWatch(SchedulerConfiguration.DEFAULT, clock),
          clock);

  @Test
  void answersAreCountedBySideAndTheirSharesAreOfWhatIsKnown() {
    answers.record(freshness(3_600L, BatchStatus.FRESH, LiveStatus.QUIET, 4, Coverage.HOLE));
    answers.record(freshness(200_000L, BatchStatus.STALE, LiveStatus.BEHIND, 0, Coverage.COMPLETE));
    answers.record(
        freshness(null, BatchStatus.UNKNOWN, LiveStatus.UNKNOWN, null, Coverage.UNKNOWN));
    FleetAnswer.Answers view = answers.view();
    assertThat(view.count()).isEqualTo(3);
    assertThat(view.batch())
        .isEqualTo(Map.of("fresh", 1L, "stale", 1L, "missing", 0L, "unknown", 1L));
    assertThat(view.live())
        .containsEntry("quiet", 1L)
        .containsEntry("behind", 1L)
        .containsEntry("unknown", 1L);
    assertThat(view.coverage()).containsEntry("hole", 1L);
    assertThat(view.batchMet()).isEqualTo(0.5);
    assertThat(view.liveMet()).isEqualTo(0.5);
    assertThat(view.batchAgeSeconds().count()).as("unknown is no age").isEqualTo(2);
    assertThat(view.batchAgeSeconds().max()).isCloseTo(200_000, within(2_000.0));
    assertThat(view.gapActions().max()).isEqualTo(4);
    for (int slice = 0; slice < 5; slice++) {
      answers.turn();
    }
    assertThat(answers.view().count()).isZero();
    assertThat(answers.view().batchMet()).isNull();
  }

  @Test
  void usersAreDrawnWhetherTheyAskOrNotAndForgottenIfTheyCannotBe() {
    publish();
    for (int i = 0; i < 10; i++) {
      store.put(new UserEmbedding("u" + i, new float[] {1}, AS_OF.minus(Duration.ofDays(i))));
    }
    assertThat(sampler.view().batchAgeSeconds()).isEqualTo(Percentiles.NONE);
    sampler.step();
    assertThat(sampler.view().users()).isEqualTo(10);
    assertThat(sampler.view().changes().measured()).isEqualTo(1);
    assertThat(sampler.view().changes().drift().max()).isCloseTo(0.25, within(0.003));
    assertThat(sampler.view().changes().overlapBatchOnly()).isEqualTo(Percentiles.NONE);
    assertThat(sampler.view().batchAgeSeconds().max()).isEqualTo(12 * 3_600 + 9 * 86_400);
    time.set(START.plusSeconds(100));
    assertThat(sampler.view().batchAgeSeconds().max()).isEqualTo(12 * 3_600 + 9 * 86_400 + 100);
    store.mood(FakeTideStore.Mood.FAILS);
    time.set(START.plusSeconds(200));
    sampler.step();
    assertThat(sampler.view().users()).isZero();
    assertThat(sampler.view().batchAgeSeconds()).isEqualTo(Percentiles.NONE);
    assertThat(sampler.view().readAt()).isEqualTo(START);
  }

  @Test
  void usersWhoTakeLongAreMeasuredLessOften() {
    SampleConfiguration sample = SampleConfiguration.DEFAULT;
    assertThat(sample.pauseAfter(0)).isEqualTo(SECONDS.toNanos(5));
    assertThat(sample.pauseAfter(MILLISECONDS.toNanos(100))).isEqualTo(SECONDS.toNanos(5));
    assertThat(sample.pauseAfter(SECONDS.toNanos(1))).isEqualTo(SECONDS.toNanos(49));
  }

  @Test
  void whatIsPublishedIsUnknownOnceItCouldNotBeReadForAWhile() {
    publish();
    assertThat(view.now().batch().status()).isEqualTo(BatchStatus.FRESH);
    assertThat(view.now().batch().ageSeconds()).isEqualTo(12 * 3_600);
    assertThat(view.now().objectives().batchMet()).isTrue();
    time.set(START.plusSeconds(6));
    FleetAnswer.BatchTide unread = view.now().batch();
    assertThat(unread.status()).isEqualTo(BatchStatus.UNKNOWN);
    assertThat(unread.reason()).isEqualTo(BatchReason.RELEASE_UNREAD);
    assertThat(unread.ageSeconds()).isNull();
    assertThat(unread.release()).as("the last known, beside when it was read").isEqualTo("r1");
    assertThat(unread.readAt()).isEqualTo(START);
    assertThat(view.now().objectives().batchMet()).isNull();
  }

  @Test
  void metricsSayNotANumberForWhatIsUnknown() {
    FleetMeters fleet = new FleetMeters(view, meters);
    fleet.look();
    for (String name :
        List.of("tidemark.batch.age", "tidemark.stream.lag", "tidemark.batch.run.ok")) {
      assertThat(meters.get(name).gauge().value()).as(name).isNaN();
    }
    publish();
    fleet.look();
    assertThat(meters.get("tidemark.batch.age").gauge().value()).isEqualTo(12 * 3_600);
    assertThat(status("batch", "fresh").value()).isEqualTo(1);
    assertThat(status("batch", "unknown").value()).isZero();
    assertThat(status("live", "unknown").value()).isEqualTo(1);
  }

  private Gauge status(String side, String status) {
    return meters.get("tidemark.freshness.status").tag("side", side).tag("status", status).gauge();
  }

  private void publish() {
    store.publish(
        new Release(
            Release.PINNERFORMER,
            "r1",
            "v1",
            AS_OF,
            Optional.empty(),
            1,
            Map.of(),
            Map.of(),
            AS_OF));
    models.lookAgain();
  }

  private UserFreshness measured(String userId) {
    return new UserFreshness(
        userId,
        time.get(),
        freshness(60L, BatchStatus.FRESH, LiveStatus.FRESH, 2, Coverage.COMPLETE),
        new Drift(0.25, Drift.Status.MEASURED, 3, 2, 0, 0),
        new RankingsView(RankingsView.Status.NO_PINS, null, null, List.of(), null, null),
        List.of());
  }

  private static Freshness freshness(
      Long age, BatchStatus batch, LiveStatus live, Integer gap, Coverage coverage) {
    return new Freshness(
        new BatchFreshness("pinnerformer", "r1", null, age, batch, BatchReason.NOT_JUDGED),
        new LiveFreshness(null, null, null, null, null, live, LiveReason.NOT_JUDGED),
        new Gap(
            gap, gap == null ? null : false, gap == null ? null : 60L, gap, null, 0L, coverage));
  }
}
