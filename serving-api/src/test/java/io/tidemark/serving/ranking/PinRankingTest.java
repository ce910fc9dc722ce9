package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.AdmissionConfiguration;
import io.tidemark.serving.experiments.RankerReleases;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserInterests;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings by a real model; the store is one in memory that can be made to fail. */
class PinRankingTest {
  private static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");
  private static final RankingConfiguration RANKING = RankingConfiguration.DEFAULT;

  @TempDir private Path folder;

  private final Clock clock = Clock.systemUTC();
  private final Instant asOf = clock.instant().minusSeconds(3_600);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeTideStore store = new FakeTideStore();
  private final PinSnapshots snapshots =
      new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters);
  private final ReleaseWatch models =
      new ReleaseWatch(store, snapshots, ModelsConfiguration.DEFAULT, clock, meters);
  private final AtomicReference<Experiments> experiments = new AtomicReference<>(Experiments.NONE);
  private final RankerPool rankers = new RankerPool(store, ModelsConfiguration.DEFAULT, clock);
  private final Admission admission = new Admission(AdmissionConfiguration.DEFAULT, meters);
  private final PinRanking ranking =
      new PinRanking(
          models,
          new TideReader(
              store, new PinCache(store, PinsConfiguration.DEFAULT, meters), 100, meters),
          new StreamWatch(store, OptionalInt::empty, clock, Duration.ofSeconds(1)),
          new FreshnessRules(FreshnessConfiguration.DEFAULT, 100),
          new Treatments(experiments::get, rankers::borrow, meters),
          Duration.ofMillis(50),
          clock,
          meters);

  /** User u1 is p1, and has just saved p2; p3 is nothing to the user, and the most popular. */
  @BeforeEach
  void publish() throws Exception {
    for (int i = 0; i < 4; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      vector[i] = 1;
      store.put(new Pin("p" + i, vector, 10 * i));
    }
    store.put(new UserEmbedding("u1", new float[] {0, 1, 0, 0}, asOf));
    store.put("u1", List.of(action("u1", "p2")));
    store.publish(release(Release.PINS, "pins-1"));
    store.publish(release(Release.PINNERFORMER, "pinnerformer-1"));
    publishRanker("ranker-1", 1);
    await()
        .until(
            () -> {
              look();
              return !models.report().snapshotComes();
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    rankers.stop();
    models.stop();
    snapshots.stop();
  }

  @Test
  void bothTidesRankAndNothingIsNamedAsAFallback() {
    RankAnswer answer = rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p2", "p1", "p3", "p0");
    assertThat(answer.rankedBy()).isEqualTo(RankedBy.RANKER);
    assertThat(answer.fallback()).isNull();
    assertThat(answer.timing()).isNull();
  }

  @Test
  void anExplanationShowsEachSideAndAddsUp() {
    RankAnswer answer =
        rank(new RankRequest("u1", List.of("p1", "p2"), "home", null, true, null, null));
    RankedPin best = answer.pins().get(0);
    assertThat(best.pinId()).isEqualTo("p2");
    // 1 of the action on it, 0.02 of its popularity, nothing of the embedding.
    assertThat(best.score()).isCloseTo((float) TinyRanker.utility(1.02), within(1e-5f));
    assertThat(best.explain().probabilities())
        .hasEntrySatisfying(
            "save",
            save -> assertThat(save).isCloseTo((float) TinyRanker.sigmoid(1.02), within(1e-5f)));
    assertThat(best.explain().scoreBatchOnly())
        .isCloseTo((float) TinyRanker.utility(0.02), within(1e-5f));
    assertThat(best.explain().scoreLiveOnly()).isCloseTo(best.score(), within(1e-6f));
    assertThat(best.explain().utility().get("save") + best.explain().utility().get("hide"))
        .isCloseTo(best.score(), within(1e-6f));
    assertThat(answer.timing().scoreMs()).isPositive();
    assertThat(answer.timing().assembleMs()).isPositive();
  }

  @Test
  void pinsTheUserActedOnAreLeftOutIfAskedFor() {
    RankAnswer answer =
        rank(new RankRequest("u1", List.of("p1", "p2"), null, null, null, null, true));
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p1");
    assertThat(answer.excluded()).isEqualTo(1);
    store.mood(FakeTideStore.Mood.FAILS);
    RankAnswer unread =
        rank(new RankRequest("u1", List.of("p1", "p2"), null, null, null, null, true));
    assertThat(unread.pins()).hasSize(2);
    assertThat(unread.excluded()).as("nobody knows").isNull();
    assertThat(unread.degraded()).contains(Degradation.LIVE_UNAVAILABLE);
  }

  @Test
  void withNeitherSideThePopularComeFirstFromTheMappedPins() {
    store.mood(FakeTideStore.Mood.HANGS);
    RankAnswer answer = rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p3", "p2");
    assertThat(answer.fallback()).isEqualTo(Fallback.POPULARITY);
    assertThat(answer.degraded())
        .contains(Degradation.BATCH_UNAVAILABLE, Degradation.LIVE_UNAVAILABLE)
        .doesNotContain(Degradation.PINS_UNAVAILABLE);
  }

  @Test
  void withoutTheLiveSideTheBatchRanksAlone() {
    store.fail(FakeTideStore.Read.LIVE);
    RankAnswer answer = rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p1", "p3");
    assertThat(answer.fallback()).isEqualTo(Fallback.BATCH_ONLY);
    assertThat(answer.degraded()).contains(Degradation.LIVE_UNAVAILABLE);
  }

  @Test
  void withoutTheBatchSideTheLiveOneRanksAlone() {
    store.fail(FakeTideStore.Read.BATCH);
    RankAnswer answer = rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p2", "p3");
    assertThat(answer.fallback()).isEqualTo(Fallback.LIVE_ONLY);
    assertThat(answer.degraded()).contains(Degradation.BATCH_UNAVAILABLE);
  }

  @Test
  void candidatesTheRankerHasNoNumberForAreNamedAndTheOthersAreRanked() throws Exception {
    publishRanker("ranker-inf", Float.POSITIVE_INFINITY);
    look();
    RankAnswer answer = rank(request("u1"));
    assertThat(answer.degraded()).contains(Degradation.SCORES_INVALID);
    assertThat(answer.rankedBy()).isEqualTo(RankedBy.RANKER);
    assertThat(answer.pins().get(0).pinId()).isEqualTo("p1");
    assertThat(answer.pins().get(0).score()).isNotNull();
    assertThat(answer.pins()).hasSize(4).last().extracting(RankedPin::score).isNull();
  }

  @Test
  void ifTheRankerHasNoNumberForAnyThePopularComeFirst() throws Exception {
    publishRanker("ranker-inf", Float.POSITIVE_INFINITY);
    look();
    RankAnswer answer =
        rank(new RankRequest("nobody", List.of("p0", "p3"), null, null, null, null, null));
    assertThat(answer.degraded()).contains(Degradation.SCORES_INVALID);
    assertThat(answer.fallback()).isEqualTo(Fallback.POPULARITY);
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p3", "p0");
  }

  @Test
  void severalUsersAreRankedEachByTheirOwnTides() {
    try (Admission.Pass pass = admission.enter(Duration.ofSeconds(1))) {
      List<Ranking> rankings =
          ranking.rank(
              List.of(request("u1").check(RANKING), request("nobody").check(RANKING)),
              Map.of(),
              pass);
      assertThat(rankings)
          .extracting(made -> made.answer().userId())
          .containsExactly("u1", "nobody");
      assertThat(rankings.get(0).answer().pins().get(0).pinId()).isEqualTo("p2");
      assertThat(rankings.get(1).answer().pins().get(0).pinId()).isEqualTo("p3");
      assertThat(rankings.get(0).probabilities(0)).containsOnlyKeys("save", "hide");
      assertThat(rankings.get(0).releases().ranker().map(Release::id)).contains("ranker-1");
    }
  }

  @Test
  void weightsOfTheRequestTurnTheOrder() {
    try (Admission.Pass pass = admission.enter(Duration.ofSeconds(1))) {
      Ranking turned =
          ranking
              .rank(List.of(request("u1").check(RANKING)), Map.of("save", -1f, "hide", 0f), pass)
              .get(0);
      assertThat(turned.answer().pins()).last().extracting(RankedPin::pinId).isEqualTo("p2");
    }
  }

  @Test
  void anArmWithoutLiveActionsRanksByTheEmbeddingAloneAndIsNoFallback() throws Exception {
    run("live: false");

    Ranking ranking = made(request("u1"));

    assertThat(ranking.answer().pins()).extracting(RankedPin::pinId).startsWith("p1", "p3");
    assertThat(ranking.answer().fallback()).isNull();
    assertThat(ranking.answer().experiments()).containsExactly(Map.entry("a", "one/changed"));
    ServedRequest logged = ranking.first(10).request();
    assertThat(logged.arms()).containsExactly(Map.entry("a", "one/changed"));
    assertThat(logged.inputs().liveActions()).hasValue(0);
    assertThat(logged.inputs().batchUsed()).contains(true);
    assertThat(logged.inputs().headWeights()).containsEntry("save", 1f);
  }

  @Test
  void anArmWithoutEmbeddingRanksByLiveActionsAlone() throws Exception {
    run("embedding_model: none");

    Ranking ranking = made(request("u1"));

    assertThat(ranking.answer().pins()).extracting(RankedPin::pinId).startsWith("p2", "p3");
    assertThat(ranking.answer().fallback()).isNull();
    assertThat(ranking.first(10).request().inputs().batchUsed()).contains(false);
  }

  @Test
  void anArmThatMakesNoDifferenceToARequestIsNoExposure() throws Exception {
    run("live_length: 50");
    assertThat(rank(request("u1")).experiments()).as("there is one live action").isEmpty();
    run("window_mask: 1h");
    assertThat(rank(request("u1")).experiments()).hasSize(1);
    assertThat(rank(request("nobody")).experiments()).as("who has no live action").isEmpty();
    run("embedding_model: none");
    assertThat(rank(request("nobody")).experiments()).as("who has no embedding").isEmpty();
    run("head_weights: {save: 2}");
    store.mood(FakeTideStore.Mood.FAILS);
    assertThat(rank(request("u1")).experiments()).as("ranked by popularity").isEmpty();
  }

  @Test
  void theControlIsExposedWhereTheOtherArmIs() throws Exception {
    run("live: false", "u1: as-it-is");
    assertThat(rank(request("u1")).experiments()).containsValue("one/as-it-is/override");
    assertThat(rank(request("nobody")).experiments()).isEmpty();
  }

  @Test
  void anArmsWeightsTurnTheOrderAndStandInTheLog() throws Exception {
    run("head_weights: {save: -1}");

    Ranking ranking = made(request("u1"));

    assertThat(ranking.answer().pins()).last().extracting(RankedPin::pinId).isEqualTo("p2");
    assertThat(ranking.first(10).request().inputs().headWeights())
        .containsEntry("save", -1f)
        .containsEntry("hide", TinyRanker.HIDE_WEIGHT);
  }

  @Test
  void anArmsRankerScoresOnceItIsLoadedAndIsMissedUntilThen() throws Exception {
    publishRanker("ranker-2", -1);
    publishRanker("ranker-1", 1);
    look();
    run("ranker_release: ranker-2");

    RankAnswer before = rank(request("u1"));
    assertThat(before.ranker()).isEqualTo("ranker-1");
    assertThat(before.degraded()).contains(Degradation.EXPERIMENT_ARM_UNAVAILABLE);
    assertThat(before.experiments()).as("meant to be treated").hasSize(1);

    rankers.keep(RankerReleases.of(experiments.get()));
    RankAnswer after = rank(request("u1"));
    assertThat(after.ranker()).isEqualTo("ranker-2");
    assertThat(after.degraded()).doesNotContain(Degradation.EXPERIMENT_ARM_UNAVAILABLE);
    assertThat(after.pins()).extracting(RankedPin::pinId).startsWith("p3", "p0");

    rankers.keep(Set.of());
    assertThat(rank(request("u1")).ranker()).isEqualTo("ranker-1");
  }

  @Test
  void aRankerThatLooksAtInterestsRanksByTheirAverageToo() throws Exception {
    publishInterests("pinnersage-1");
    store.put("u1", interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));

    Ranking ranking = made(request("u1"));

    // p2 has the action, 0.02 of popularity; p3 has the interest, and 0.03.
    assertThat(ranking.answer().pins()).extracting(RankedPin::pinId).startsWith("p3", "p2", "p1");
    assertThat(ranking.answer().pins().get(0).score())
        .isCloseTo((float) TinyRanker.utility(1.03), within(1e-5f));
    assertThat(ranking.answer().degraded()).noneMatch(PinRankingTest::isOfInterests);
    assertThat(ranking.first(10).request().inputs().interestsAsOf()).hasValue(asOf.toEpochMilli());
    RankedPin explained =
        rank(new RankRequest("u1", List.of("p3"), "home", null, true, null, null)).pins().get(0);
    assertThat(explained.explain().scoreBatchOnly()).isEqualTo(explained.score());
    assertThat(explained.explain().scoreLiveOnly())
        .isCloseTo((float) TinyRanker.utility(0.03), within(1e-5f));
  }

  @Test
  void interestsThatAreMissingUnreadOrOfAnotherVersionAreNamedAndNotRankedBy() throws Exception {
    publishInterests("pinnersage-1");

    assertThat(rank(request("u1")).degraded()).contains(Degradation.INTERESTS_MISSING);
    assertThat(made(request("u1")).first(10).request().inputs().interestsAsOf()).isEmpty();

    store.put("u1", interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));
    store.publish(release(Release.PINNERSAGE, "pinnersage-2"));
    look();
    RankAnswer mismatch = rank(request("u1"));
    assertThat(mismatch.degraded()).contains(Degradation.INTERESTS_MISMATCH);
    assertThat(mismatch.pins()).extracting(RankedPin::pinId).startsWith("p2", "p1");

    store.publish(release(Release.PINNERSAGE, "pinnersage-1"));
    look();
    store.fail(FakeTideStore.Read.INTERESTS);
    RankAnswer unread = rank(request("u1"));
    assertThat(unread.degraded()).contains(Degradation.INTERESTS_UNAVAILABLE);
    assertThat(unread.pins()).extracting(RankedPin::pinId).startsWith("p2", "p1");
  }

  @Test
  void anArmMayLookAtInterestsWhereThePublishedRankerDoesNot() throws Exception {
    publishInterests("pinnersage-1");
    store.put("u1", interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));
    publishRanker("ranker-1", 1);
    look();
    assertThat(rank(request("u1")).pins()).extracting(RankedPin::pinId).startsWith("p2", "p1");
    assertThat(rank(request("nobody")).degraded()).noneMatch(PinRankingTest::isOfInterests);

    run("ranker_release: ranker-sage");
    rankers.keep(RankerReleases.of(experiments.get()));

    RankAnswer treated = rank(request("u1"));
    assertThat(treated.ranker()).isEqualTo("ranker-sage");
    assertThat(treated.pins()).extracting(RankedPin::pinId).startsWith("p3", "p2");
    assertThat(rank(request("nobody")).degraded()).contains(Degradation.INTERESTS_MISSING);
  }

  private static boolean isOfInterests(Degradation reason) {
    return reason.wireName().startsWith("interests");
  }

  private UserInterests interests(Interest... of) {
    return new UserInterests(
        Optional.of(new InterestProfile("u1", List.of(of), asOf)), Optional.empty());
  }

  /** And a ranker that looks at them. */
  private void publishInterests(String version) throws Exception {
    Map<String, String> requires = new HashMap<>(REQUIRES);
    requires.put(Release.PINNERSAGE, version);
    store.publish(release(Release.PINNERSAGE, version));
    store.publish(TinyRanker.write(folder.resolve("ranker-sage"), "ranker-sage", 1, requires));
    look();
  }

  /** Everybody is in the changed arm, unless an override says otherwise. */
  private void run(String parameter, String... overrides) throws Exception {
    experiments.set(
        ExperimentsFile.parse(
            """
            layers:
              - name: a
                salt: s
                experiments:
                  - id: one
                    traffic: 100%%
                    start: 2020-01-01T00:00:00Z
                    overrides: {%s}
                    arms:
                      - {name: as-it-is, weight: 0.001}
                      - {name: changed, weight: 1000000, parameters: {%s}}
            """
                .formatted(String.join(", ", overrides), parameter),
            ServerAbilities.DEFAULT));
  }

  private Ranking made(RankRequest request) {
    try (Admission.Pass pass = admission.enter(Duration.ofSeconds(1))) {
      return ranking.rank(List.of(request.check(RANKING)), Map.of(), pass).get(0);
    }
  }

  private void publishRanker(String id, float scale) throws Exception {
    store.publish(TinyRanker.write(folder.resolve(id), id, scale, REQUIRES));
  }

  private void look() {
    models.lookAgain();
  }

  private RankAnswer rank(RankRequest request) {
    return made(request).answer();
  }

  private static RankRequest request(String userId) {
    return new RankRequest(userId, List.of("p0", "p1", "p2", "p3"), "home", null, null, null, null);
  }

  private Action action(String userId, String pinId) {
    return new Action(
        "e-" + pinId,
        userId,
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        clock.millis(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private Release release(String model, String version) {
    return new Release(
        model, version, version, asOf, Optional.empty(), 1, Map.of(), Map.of(), asOf);
  }
}
