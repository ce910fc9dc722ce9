package io.tidemark.serving.ranking;

import static io.tidemark.serving.ranking.RankingStage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings by a real model; the store is one in memory that can be made to fail. */
class PinRankingTest {
  @TempDir private Path folder;

  private RankingStage stage;

  @BeforeEach
  void publish() throws Exception {
    stage = new RankingStage(folder);
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void bothTidesRankAndNothingIsNamedAsAFallback() {
    RankAnswer answer = stage.rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p2", "p1", "p3", "p0");
    assertThat(answer.rankedBy()).isEqualTo(RankedBy.RANKER);
    assertThat(answer.fallback()).isNull();
    assertThat(answer.timing()).isNull();
  }

  @Test
  void anExplanationShowsEachSideAndAddsUp() {
    RankAnswer answer =
        stage.rank(new RankRequest("u1", List.of("p1", "p2"), "home", null, true, null, null));
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
        stage.rank(new RankRequest("u1", List.of("p1", "p2"), null, null, null, null, true));
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p1");
    assertThat(answer.excluded()).isEqualTo(1);
    stage.store.mood(FakeTideStore.Mood.FAILS);
    RankAnswer unread =
        stage.rank(new RankRequest("u1", List.of("p1", "p2"), null, null, null, null, true));
    assertThat(unread.pins()).hasSize(2);
    assertThat(unread.excluded()).as("nobody knows").isNull();
    assertThat(unread.degraded()).contains(Degradation.LIVE_UNAVAILABLE);
  }

  @Test
  void withNeitherSideThePopularComeFirstFromTheMappedPins() {
    stage.store.mood(FakeTideStore.Mood.HANGS);
    RankAnswer answer = stage.rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p3", "p2");
    assertThat(answer.fallback()).isEqualTo(Fallback.POPULARITY);
    assertThat(answer.degraded())
        .contains(Degradation.BATCH_UNAVAILABLE, Degradation.LIVE_UNAVAILABLE)
        .doesNotContain(Degradation.PINS_UNAVAILABLE);
  }

  @Test
  void withoutTheLiveSideTheBatchRanksAlone() {
    stage.store.fail(FakeTideStore.Read.LIVE);
    RankAnswer answer = stage.rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p1", "p3");
    assertThat(answer.fallback()).isEqualTo(Fallback.BATCH_ONLY);
    assertThat(answer.degraded()).contains(Degradation.LIVE_UNAVAILABLE);
  }

  @Test
  void withoutTheBatchSideTheLiveOneRanksAlone() {
    stage.store.fail(FakeTideStore.Read.BATCH);
    RankAnswer answer = stage.rank(request("u1"));
    assertThat(answer.pins()).extracting(RankedPin::pinId).startsWith("p2", "p3");
    assertThat(answer.fallback()).isEqualTo(Fallback.LIVE_ONLY);
    assertThat(answer.degraded()).contains(Degradation.BATCH_UNAVAILABLE);
  }

  @Test
  void candidatesTheRankerHasNoNumberForAreNamedAndTheOthersAreRanked() throws Exception {
    stage.publishRanker("ranker-inf", Float.POSITIVE_INFINITY);
    stage.look();
    RankAnswer answer = stage.rank(request("u1"));
    assertThat(answer.degraded()).contains(Degradation.SCORES_INVALID);
    assertThat(answer.rankedBy()).isEqualTo(RankedBy.RANKER);
    assertThat(answer.pins().get(0).pinId()).isEqualTo("p1");
    assertThat(answer.pins().get(0).score()).isNotNull();
    assertThat(answer.pins()).hasSize(4).last().extracting(RankedPin::score).isNull();
  }

  @Test
  void ifTheRankerHasNoNumberForAnyThePopularComeFirst() throws Exception {
    stage.publishRanker("ranker-inf", Float.POSITIVE_INFINITY);
    stage.look();
    RankAnswer answer =
        stage.rank(new RankRequest("nobody", List.of("p0", "p3"), null, null, null, null, null));
    assertThat(answer.degraded()).contains(Degradation.SCORES_INVALID);
    assertThat(answer.fallback()).isEqualTo(Fallback.POPULARITY);
    assertThat(answer.pins()).extracting(RankedPin::pinId).containsExactly("p3", "p0");
  }

  @Test
  void severalUsersAreRankedEachByTheirOwnTides() {
    try (Admission.Pass pass = stage.admission.enter(Duration.ofSeconds(1))) {
      List<Ranking> rankings =
          stage.ranking.rank(
              List.of(
                  request("u1").check(RankingConfiguration.DEFAULT),
                  request("nobody").check(RankingConfiguration.DEFAULT)),
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
    try (Admission.Pass pass = stage.admission.enter(Duration.ofSeconds(1))) {
      Ranking turned =
          stage
              .ranking
              .rank(
                  List.of(request("u1").check(RankingConfiguration.DEFAULT)),
                  Map.of("save", -1f, "hide", 0f),
                  pass)
              .get(0);
      assertThat(turned.answer().pins()).last().extracting(RankedPin::pinId).isEqualTo("p2");
    }
  }
}
