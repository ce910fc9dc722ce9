package io.tidemark.serving.ranking;

import static io.tidemark.serving.ranking.RankingStage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.serving.experiments.NeededModels;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.ServedRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings of requests that are in arms of experiments. */
class ArmRankingTest {
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
  void anArmWithoutLiveActionsRanksByTheEmbeddingAloneAndIsNoFallback() throws Exception {
    stage.run("live: false");

    Ranking ranking = stage.made(request("u1"));

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
    stage.run("embedding_model: none");

    Ranking ranking = stage.made(request("u1"));

    assertThat(ranking.answer().pins()).extracting(RankedPin::pinId).startsWith("p2", "p3");
    assertThat(ranking.answer().fallback()).isNull();
    assertThat(ranking.first(10).request().inputs().batchUsed()).contains(false);
  }

  @Test
  void anArmThatMakesNoDifferenceToARequestIsNoExposure() throws Exception {
    stage.run("live_length: 50");
    assertThat(stage.rank(request("u1")).experiments()).as("there is one live action").isEmpty();
    stage.run("window_mask: 1h");
    assertThat(stage.rank(request("u1")).experiments()).hasSize(1);
    assertThat(stage.rank(request("nobody")).experiments()).as("who has no live action").isEmpty();
    stage.run("embedding_model: none");
    assertThat(stage.rank(request("nobody")).experiments()).as("who has no embedding").isEmpty();
    stage.run("head_weights: {save: 2}");
    stage.store.mood(FakeTideStore.Mood.FAILS);
    assertThat(stage.rank(request("u1")).experiments()).as("ranked by popularity").isEmpty();
  }

  @Test
  void theControlIsExposedWhereTheOtherArmIs() throws Exception {
    stage.run("live: false", "u1: as-it-is");
    assertThat(stage.rank(request("u1")).experiments()).containsValue("one/as-it-is/override");
    assertThat(stage.rank(request("nobody")).experiments()).isEmpty();
  }

  @Test
  void anArmsWeightsTurnTheOrderAndStandInTheLog() throws Exception {
    stage.run("head_weights: {save: -1}");

    Ranking ranking = stage.made(request("u1"));

    assertThat(ranking.answer().pins()).last().extracting(RankedPin::pinId).isEqualTo("p2");
    assertThat(ranking.first(10).request().inputs().headWeights())
        .containsEntry("save", -1f)
        .containsEntry("hide", TinyRanker.HIDE_WEIGHT);
  }

  @Test
  void anArmsRankerScoresOnceItIsLoadedAndIsMissedUntilThen() throws Exception {
    stage.publishRanker("ranker-2", -1);
    stage.publishRanker("ranker-1", 1);
    stage.look();
    stage.run("ranker_release: ranker-2");

    RankAnswer before = stage.rank(request("u1"));
    assertThat(before.ranker()).isEqualTo("ranker-1");
    assertThat(before.degraded()).contains(Degradation.EXPERIMENT_ARM_UNAVAILABLE);
    assertThat(before.experiments()).as("meant to be treated").hasSize(1);

    stage.rankers.keep(NeededModels.rankers(stage.experiments.get()));
    RankAnswer after = stage.rank(request("u1"));
    assertThat(after.ranker()).isEqualTo("ranker-2");
    assertThat(after.degraded()).doesNotContain(Degradation.EXPERIMENT_ARM_UNAVAILABLE);
    assertThat(after.pins()).extracting(RankedPin::pinId).startsWith("p3", "p0");

    stage.rankers.keep(Set.of());
    assertThat(stage.rank(request("u1")).ranker()).isEqualTo("ranker-1");
  }
}
