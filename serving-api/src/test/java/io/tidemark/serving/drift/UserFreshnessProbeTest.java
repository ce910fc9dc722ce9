package io.tidemark.serving.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.AdmissionConfiguration;
import io.tidemark.serving.drift.UserFreshness.TimelineAction;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.Coverage;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.TinyPinnerFormer;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.ranking.PinRanking;
import io.tidemark.serving.ranking.RankProbe;
import io.tidemark.serving.ranking.RankingConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One user by real models; the store is one in memory that can be made to fail. */
class UserFreshnessProbeTest {
  private static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  @TempDir private Path folder;

  private final Clock clock = Clock.systemUTC();
  private final Instant asOf = clock.instant().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeTideStore store = new FakeTideStore();
  private final PinSnapshots snapshots =
      new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters);
  private final ReleaseWatch models =
      new ReleaseWatch(store, snapshots, ModelsConfiguration.DEFAULT, clock, meters);
  private final PinCache pins = new PinCache(store, PinsConfiguration.DEFAULT, meters);
  private final StreamWatch stream =
      new StreamWatch(store, OptionalInt::empty, clock, Duration.ofSeconds(1));
  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, 100);
  private final DriftModel driftModel = new DriftModel(ModelsConfiguration.DEFAULT, clock);
  private final PinRanking ranking =
      new PinRanking(
          models,
          new TideReader(store, pins, 100, meters),
          stream,
          rules,
          Treatments.none(),
          Duration.ofMillis(500),
          clock,
          meters);
  private final UserFreshnessProbe probe =
      new UserFreshnessProbe(
          store,
          models,
          stream,
          rules,
          100,
          new DriftProbe(driftModel, pins),
          new RankingsProbe(
              new RankProbe(
                  ranking,
                  RankingConfiguration.DEFAULT,
                  new Admission(AdmissionConfiguration.DEFAULT, meters))),
          clock);

  /** User u1 saved p1 before the as-of: the embedding is p1's. */
  @BeforeEach
  void publish() throws Exception {
    for (int i = 0; i < TinyRanker.WIDTH; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      vector[i] = 1;
      store.put(new Pin("p" + i, vector, 0));
    }
    store.put(new UserEmbedding("u1", new float[] {0, 1, 0, 0}, asOf));
    store.put(history(asOf, action("p1", asOf.minusSeconds(60))));
    store.put("u1", List.of(action("p1", asOf.minusSeconds(60))));
    store.publish(
        new Release(
            Release.PINS, "pins-1", "pins-1", asOf, Optional.empty(), 4, Map.of(), Map.of(), asOf));
    publishPinnerFormer("pinnerformer-1", "pins-1");
    store.publish(TinyRanker.write(folder.resolve("ranker-1"), "ranker-1", 1, REQUIRES));
    await()
        .until(
            () -> {
              models.lookAgain();
              return !models.report().snapshotComes();
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    models.stop();
    snapshots.stop();
    driftModel.stop();
  }

  @Test
  void withNothingNewTheModelComputesTheEmbeddingThatIsServed() {
    Drift drift = look().drift();
    assertThat(drift.status()).isEqualTo(Drift.Status.MEASURED);
    assertThat(drift.value()).isCloseTo(0, within(1e-6));
    assertThat(drift.actions()).isEqualTo(1);
    assertThat(drift.newer()).isZero();
    assertThat(drift.late()).isZero();
  }

  @Test
  void aNewActionMovesTheEmbeddingAsFarAsTheModelSays() {
    store.put(
        "u1", List.of(action("p2", asOf.plusSeconds(60)), action("p1", asOf.minusSeconds(60))));
    Drift drift = look().drift();
    // From p1 to the middle of p1 and p2.
    assertThat(drift.value()).isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    assertThat(drift.newer()).isEqualTo(1);
    assertThat(drift.actions()).isEqualTo(2);
  }

  @Test
  void anActionThatCameLateIsNoticedAndCounts() {
    store.put(
        "u1", List.of(action("p1", asOf.minusSeconds(60)), action("p2", asOf.minusSeconds(90))));
    UserFreshness user = look();
    assertThat(user.drift().late()).isEqualTo(1);
    assertThat(user.drift().value()).isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    assertThat(user.timeline())
        .extracting(TimelineAction::pinId, TimelineAction::inBatch, TimelineAction::inLive)
        .containsExactly(tuple("p1", true, true), tuple("p2", false, true));
  }

  @Test
  void actionsOnPinsNobodyKnowsAreCounted() {
    store.put("u1", List.of(action("nobody", asOf.plusSeconds(60))));
    Drift drift = look().drift();
    assertThat(drift.unknownPins()).isEqualTo(1);
    assertThat(drift.value()).isCloseTo(0, within(1e-6));
  }

  @Test
  void whatIsMissingIsNamedAndNeverZero() {
    store.put(history(asOf.minusSeconds(1)));
    assertUnknown(Drift.Status.NO_HISTORY);
    assertThat(probe.of("nobody", List.of(), 4, 2).drift().status())
        .isEqualTo(Drift.Status.NO_EMBEDDING);
    store.mood(FakeTideStore.Mood.FAILS);
    UserFreshness unread = look();
    assertThat(unread.drift()).isEqualTo(Drift.unknown(Drift.Status.UNREAD));
    assertThat(unread.rankings().status()).isEqualTo(RankingsView.Status.UNREAD);
    assertThat(unread.freshness().batch().status()).isEqualTo(BatchStatus.UNKNOWN);
    assertThat(unread.freshness().live().status()).isEqualTo(LiveStatus.UNKNOWN);
    assertThat(unread.freshness().gap().coverage()).isEqualTo(Coverage.UNKNOWN);
    assertThat(unread.timeline()).isEmpty();
  }

  @Test
  void aModelThatIsNotThereOrLooksAtOtherPinsMeasuresNothing() throws Exception {
    publishPinnerFormer("pinnerformer-2", "pins-0");
    store.publish(
        TinyRanker.write(
            folder.resolve("ranker-2"),
            "ranker-2",
            1,
            Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-2")));
    models.lookAgain();
    assertUnknown(Drift.Status.PINS_MISMATCH);
    store.publish(
        new Release(
            Release.PINNERFORMER,
            "pinnerformer-3",
            "pinnerformer-3",
            asOf,
            Optional.of(folder.resolve("nowhere").toUri().toString()),
            1,
            Map.of(Release.PINS, "pins-1"),
            Map.of(),
            asOf));
    store.publish(
        TinyRanker.write(
            folder.resolve("ranker-3"),
            "ranker-3",
            1,
            Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-3")));
    models.lookAgain();
    assertUnknown(Drift.Status.MODEL_FAILED);
  }

  @Test
  void theThreeRankingsAreComparedAndNothingIsMeasuredAsARanking() {
    store.put("u1", List.of(action("p2", asOf.plusSeconds(60))));
    RankingsView rankings = probe.of("u1", List.of("p0", "p1", "p2", "p3"), 0, 1).rankings();
    assertThat(rankings.status()).isEqualTo(RankingsView.Status.RANKED);
    assertThat(rankings.candidates()).isEqualTo(4);
    // Both sides: p1 and p2 alike; ties by id. Batch only: p1 first. Live only: p2 first.
    assertThat(pins(rankings.both())).containsExactly("p1");
    assertThat(pins(rankings.batchOnly().pins())).containsExactly("p1");
    assertThat(rankings.batchOnly().churn()).isZero();
    assertThat(pins(rankings.liveOnly().pins())).containsExactly("p2");
    assertThat(rankings.liveOnly().churn()).isEqualTo(1);
    assertThat(rankings.liveOnly().pins().get(0).placeByBoth()).isEqualTo(2);
    assertThat(rankings.liveOnly().overlap())
        .isCloseTo(
            RankBiasedOverlap.of(List.of("p1", "p2", "p0", "p3"), List.of("p2", "p0", "p1", "p3")),
            within(1e-9));
  }

  @Test
  void candidatesAreDrawnFromTheReleaseIfNoneAreGiven() {
    RankingsView rankings = probe.of("u1", List.of(), 3, 10).rankings();
    assertThat(rankings.candidates()).isEqualTo(3);
    assertThat(rankings.k()).isEqualTo(3);
    assertThat(probe.of("u1", List.of(), 3, 10).rankings()).isEqualTo(rankings);
  }

  private UserFreshness look() {
    return probe.of("u1", List.of(), 4, 2);
  }

  private void assertUnknown(Drift.Status status) {
    assertThat(look().drift()).isEqualTo(Drift.unknown(status));
  }

  private void publishPinnerFormer(String version, String pinsVersion) throws Exception {
    store.publish(TinyPinnerFormer.write(folder.resolve(version), version, pinsVersion, asOf));
  }

  private static List<String> pins(List<RankingsView.Place> places) {
    return places.stream().map(RankingsView.Place::pinId).toList();
  }

  private static UserHistory history(Instant asOf, Action... actions) {
    return new UserHistory("u1", asOf, true, Stream.of(actions).map(PastAction::of).toList());
  }

  private static Action action(String pinId, Instant occurredAt) {
    return new Action(
        "e-" + pinId,
        "u1",
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt.toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
