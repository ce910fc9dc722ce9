package io.tidemark.serving.drift;

import static io.tidemark.serving.models.TinyWorld.action;
import static io.tidemark.serving.models.TinyWorld.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

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
import io.tidemark.serving.models.TinyWorld;
import io.tidemark.serving.ranking.PinRanking;
import io.tidemark.serving.ranking.RankProbe;
import io.tidemark.serving.ranking.RankingConfiguration;
import io.tidemark.serving.realtime.HistoryEmbedder;
import io.tidemark.serving.realtime.ServedPinnerFormer;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.store.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One user by real models; the store is one in memory that can be made to fail. */
class UserFreshnessProbeTest {
  @TempDir private Path folder;

  private final TinyWorld world = new TinyWorld();
  private final StreamWatch stream =
      new StreamWatch(world.store, OptionalInt::empty, world.clock, Duration.ofSeconds(1));
  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, 100);
  private final ServedPinnerFormer pinnerformer =
      new ServedPinnerFormer(ModelsConfiguration.DEFAULT, world.clock);
  private final PinRanking ranking =
      new PinRanking(
          world.models,
          new TideReader(world.store, world.pins, 100, world.meters),
          stream,
          rules,
          Treatments.none(),
          Duration.ofMillis(500),
          world.clock,
          world.meters);
  private final UserFreshnessProbe probe =
      new UserFreshnessProbe(
          world.store,
          world.models,
          stream,
          rules,
          100,
          new DriftProbe(pinnerformer, new HistoryEmbedder(world.pins)),
          new RankingsProbe(
              new RankProbe(
                  ranking,
                  RankingConfiguration.DEFAULT,
                  new Admission(AdmissionConfiguration.DEFAULT, world.meters))),
          world.clock);

  @BeforeEach
  void publish() throws Exception {
    world.publish(folder);
    world.live("u1", action("p1", world.asOf.minusSeconds(60)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    pinnerformer.stop();
    world.close();
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
    world.live(
        "u1", action("p2", world.asOf.plusSeconds(60)), action("p1", world.asOf.minusSeconds(60)));
    Drift drift = look().drift();
    // From p1 to the middle of p1 and p2.
    assertThat(drift.value()).isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    assertThat(drift.newer()).isEqualTo(1);
    assertThat(drift.actions()).isEqualTo(2);
  }

  @Test
  void anActionThatCameLateIsNoticedAndCounts() {
    world.live(
        "u1", action("p1", world.asOf.minusSeconds(60)), action("p2", world.asOf.minusSeconds(90)));
    UserFreshness user = look();
    assertThat(user.drift().late()).isEqualTo(1);
    assertThat(user.drift().value()).isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    assertThat(user.timeline())
        .extracting(TimelineAction::pinId, TimelineAction::inBatch, TimelineAction::inLive)
        .containsExactly(tuple("p1", true, true), tuple("p2", false, true));
  }

  @Test
  void actionsOnPinsNobodyKnowsAreCounted() {
    world.live("u1", action("nobody", world.asOf.plusSeconds(60)));
    Drift drift = look().drift();
    assertThat(drift.unknownPins()).isEqualTo(1);
    assertThat(drift.value()).isCloseTo(0, within(1e-6));
  }

  @Test
  void whatIsMissingIsNamedAndNeverZero() {
    world.store.put(history(world.asOf.minusSeconds(1)));
    assertUnknown(Drift.Status.NO_HISTORY);
    assertThat(probe.of("nobody", List.of(), 4, 2).drift().status())
        .isEqualTo(Drift.Status.NO_EMBEDDING);
    world.store.mood(FakeTideStore.Mood.FAILS);
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
    world.publishPinnerFormer(folder, "pinnerformer-2", "pins-0");
    world.publishRanker(
        folder, "ranker-2", Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-2"));
    world.models.lookAgain();
    assertUnknown(Drift.Status.PINS_MISMATCH);
    world.store.publish(
        new Release(
            Release.PINNERFORMER,
            "pinnerformer-3",
            "pinnerformer-3",
            world.asOf,
            Optional.of(folder.resolve("nowhere").toUri().toString()),
            1,
            Map.of(Release.PINS, "pins-1"),
            Map.of(),
            world.asOf));
    world.publishRanker(
        folder, "ranker-3", Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-3"));
    world.models.lookAgain();
    assertUnknown(Drift.Status.MODEL_FAILED);
  }

  @Test
  void theThreeRankingsAreComparedAndNothingIsMeasuredAsARanking() {
    world.live("u1", action("p2", world.asOf.plusSeconds(60)));
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

  private static List<String> pins(List<RankingsView.Place> places) {
    return places.stream().map(RankingsView.Place::pinId).toList();
  }
}
