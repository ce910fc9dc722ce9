package io.tidemark.serving.ranking;

import static io.tidemark.serving.ranking.RankingStage.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.serving.experiments.NeededModels;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Interest;
import io.tidemark.store.Release;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings by a ranker that looks at interests. */
class InterestRankingTest {
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
  void aRankerThatLooksAtInterestsRanksByTheirAverageToo() throws Exception {
    stage.publishInterests("pinnersage-1");
    stage.store.put("u1", stage.interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));

    Ranking ranking = stage.made(request("u1"));

    // p2 has the action, 0.02 of popularity; p3 has the interest, and 0.03.
    assertThat(ranking.answer().pins()).extracting(RankedPin::pinId).startsWith("p3", "p2", "p1");
    assertThat(ranking.answer().pins().get(0).score())
        .isCloseTo((float) TinyRanker.utility(1.03), within(1e-5f));
    assertThat(ranking.answer().degraded()).noneMatch(InterestRankingTest::isOfInterests);
    assertThat(ranking.first(10).request().inputs().interestsAsOf())
        .hasValue(stage.asOf.toEpochMilli());
    RankedPin explained =
        stage
            .rank(new RankRequest("u1", List.of("p3"), "home", null, true, null, null))
            .pins()
            .get(0);
    assertThat(explained.explain().scoreBatchOnly()).isEqualTo(explained.score());
    assertThat(explained.explain().scoreLiveOnly())
        .isCloseTo((float) TinyRanker.utility(0.03), within(1e-5f));
  }

  @Test
  void interestsThatAreMissingUnreadOrOfAnotherVersionAreNamedAndNotRankedBy() throws Exception {
    stage.publishInterests("pinnersage-1");

    assertThat(stage.rank(request("u1")).degraded()).contains(Degradation.INTERESTS_MISSING);
    assertThat(stage.made(request("u1")).first(10).request().inputs().interestsAsOf()).isEmpty();

    stage.store.put("u1", stage.interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));
    stage.store.publish(stage.release(Release.PINNERSAGE, "pinnersage-2"));
    stage.look();
    RankAnswer mismatch = stage.rank(request("u1"));
    assertThat(mismatch.degraded()).contains(Degradation.INTERESTS_MISMATCH);
    assertThat(mismatch.pins()).extracting(RankedPin::pinId).startsWith("p2", "p1");

    stage.store.publish(stage.release(Release.PINNERSAGE, "pinnersage-1"));
    stage.look();
    stage.store.fail(FakeTideStore.Read.INTERESTS);
    RankAnswer unread = stage.rank(request("u1"));
    assertThat(unread.degraded()).contains(Degradation.INTERESTS_UNAVAILABLE);
    assertThat(unread.pins()).extracting(RankedPin::pinId).startsWith("p2", "p1");
  }

  @Test
  void anArmMayLookAtInterestsWhereThePublishedRankerDoesNot() throws Exception {
    stage.publishInterests("pinnersage-1");
    stage.store.put("u1", stage.interests(new Interest("p3", 3, 1, 0, new float[] {0, 0, 0, 1})));
    stage.publishRanker("ranker-1", 1);
    stage.look();
    assertThat(stage.rank(request("u1")).pins())
        .extracting(RankedPin::pinId)
        .startsWith("p2", "p1");
    assertThat(stage.rank(request("nobody")).degraded())
        .noneMatch(InterestRankingTest::isOfInterests);

    stage.run("ranker_release: ranker-sage");
    stage.rankers.keep(NeededModels.rankers(stage.experiments.get()));

    RankAnswer treated = stage.rank(request("u1"));
    assertThat(treated.ranker()).isEqualTo("ranker-sage");
    assertThat(treated.pins()).extracting(RankedPin::pinId).startsWith("p3", "p2");
    assertThat(stage.rank(request("nobody")).degraded()).contains(Degradation.INTERESTS_MISSING);
  }

  private static boolean isOfInterests(Degradation reason) {
    return reason.wireName().startsWith("interests");
  }
}
