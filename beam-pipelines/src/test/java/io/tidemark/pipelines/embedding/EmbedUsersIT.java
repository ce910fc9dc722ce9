package io.tidemark.pipelines.embedding;

import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_10;
import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_8;
import static io.tidemark.pipelines.embedding.DailyRunStage.DAY_9;
import static io.tidemark.pipelines.embedding.DailyRunStage.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.Action;
import io.tidemark.store.PastAction;
import io.tidemark.store.Release;
import io.tidemark.store.ReleaseHistory;
import io.tidemark.store.Releases;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One model and some days of daily runs on a real HBase and Hive, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbedUsersIT {
  private static final Instant DAY_11 = DAY_10.plus(Duration.ofDays(1));

  @TempDir private static Path folder;
  private static DailyRunStage stage;
  private static Releases releases;

  @BeforeAll
  static void trainAModel() throws Exception {
    stage = DailyRunStage.start(folder, 60);
    releases = stage.releases();
    hardUsers().forEach(stage::log);
    stage.writeDaysUpTo(DAY_8);
    TinyModel.train(stage.warehouse(), stage.models(), DAY_8, 10);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** On the ninth day: one action; a great many; all at once; only unknown pins. */
  private static List<Action> hardUsers() {
    long at = DAY_8.toEpochMilli() + 1_000;
    List<Action> actions = new ArrayList<>();
    actions.add(action("one", TinyModel.pin(0, 0), at, 0));
    for (int i = 0; i < 100_000; i++) {
      actions.add(action("many", TinyModel.pin(i % 4, i % 10), at + i * 700L, i));
    }
    for (int i = 0; i < 30; i++) {
      actions.add(action("at-once", TinyModel.pin(1, i % 10), at, i));
      actions.add(action("unknown-pins", "pin-nobody-knows-" + i, at + i, i));
    }
    return actions;
  }

  @Test
  @Order(1)
  void theFirstRunWritesEveryUserAndPublishesTheRelease() throws Exception {
    Release release = EmbedUsers.embed(options(DAY_8));

    assertThat(releases.published(Release.PINNERFORMER)).contains(release);
    assertThat(release.id()).isEqualTo(DAY_8.toString());
    assertThat(release.requires()).containsEntry(Release.PINS, TinyModel.pins().version());
    assertThat(release.checks()).containsEntry("computed", "all users");
    assertThat(read(DAY_8, release))
        .hasSize((int) release.rows())
        .allSatisfy((user, embedding) -> assertThat(embedding.asOf()).isEqualTo(DAY_8));
    assertThat(EmbedUsers.embed(options(DAY_8))).isEqualTo(release);
    assertThatHistoriesAreKept(DAY_8, read(DAY_8, release).keySet());
  }

  /** What each user's embedding was computed from: the newest actions before that instant. */
  private static void assertThatHistoriesAreKept(Instant asOf, Set<String> users) {
    UserHistories histories = new UserHistories(stage.connection());
    for (String user : users) {
      UserHistory history = histories.readAsync(user, asOf).join().orElseThrow();
      List<PastAction> all =
          stage.before(asOf).stream()
              .filter(action -> action.userId().equals(user))
              .sorted(Action.OLDEST_FIRST)
              .map(PastAction::of)
              .toList();
      assertThat(history.whole()).as(user).isEqualTo(history.actions().size() == all.size());
      assertThat(history.actions())
          .as(user)
          .isNotEmpty()
          .isEqualTo(all.subList(all.size() - history.actions().size(), all.size()));
    }
  }

  @Test
  @Order(2)
  void theNextDayComputesWhoActedAndEqualsAFullRun() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();
    stage.writeDayBefore(DAY_9);

    Release daily = EmbedUsers.embed(options(DAY_9));
    Map<String, UserEmbedding> incremental = read(DAY_9, daily);
    Release full = EmbedUsers.embed(options(DAY_9, "--full=true"));
    Map<String, UserEmbedding> recomputed = read(DAY_9, full);

    Set<String> active = stage.activeBefore(DAY_9);
    assertThat(daily.rows()).isEqualTo(active.size()).isLessThan(full.rows());
    assertThat(daily.checks())
        .containsEntry("computed", "users active since " + DAY_8)
        .containsKeys("drift_mean", "recall_at_10", "recall_at_10_published");
    assertThat(incremental).hasSize((int) full.rows()).containsKeys("one", "many", "at-once");
    incremental.forEach(
        (user, embedding) -> {
          assertThat(embedding.asOf()).isEqualTo(active.contains(user) ? DAY_9 : DAY_8);
          assertThat(embedding.vector())
              .containsExactly(recomputed.get(user).vector(), within(1e-5f));
        });
    assertThat(before.rows()).isPositive();

    assertThat(EmbedUsers.embed(options(DAY_8, "--keepNewer=true"))).isEqualTo(full);
    assertThat(releases.published(Release.PINNERFORMER)).contains(full);
  }

  @Test
  @Order(3)
  void whatFailsTheGateIsKeptWithTheReasonAndNothingOfItIsInHBase() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();
    stage.writeDayBefore(DAY_10);

    assertThatThrownBy(() -> EmbedUsers.embed(options(DAY_10, "--maximumMeanDrift=1e-9")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the vectors moved by")
        .hasMessageContaining("the old release stays");

    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
    Release failed = releases.get(Release.PINNERFORMER, DAY_10.toString()).orElseThrow();
    assertThat(failed.failure()).hasValueSatisfying(r -> assertThat(r).contains("moved by"));
    assertThat(read(DAY_10, failed).values())
        .allSatisfy(embedding -> assertThat(embedding.asOf()).isBefore(DAY_10));
    assertThatThrownBy(() -> releases.publish(Release.PINNERFORMER, failed.id(), "all the same"))
        .hasMessageContaining("moved by");
  }

  @Test
  @Order(4)
  void theRunRepeatedAndPassedTakesTheFailedOnesPlaceAndCanBeRolledBack() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();

    Release release = EmbedUsers.embed(options(DAY_10, "--storage=FP16"));

    assertThat(release.id()).isEqualTo(DAY_10.toString());
    assertThat(release.failure()).isEmpty();
    assertThat(releases.published(Release.PINNERFORMER)).contains(release);
    releases.rollback(Release.PINNERFORMER, "test");
    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
    assertThat(read(before.asOf(), before).values())
        .allSatisfy(embedding -> assertThat(embedding.asOf()).isBeforeOrEqualTo(DAY_9));
  }

  @Test
  @Order(5)
  void afterARollbackAndALateActionWhoeverActedSinceIsComputed() throws Exception {
    Action late = action("late", TinyModel.pin(2, 2), DAY_8.toEpochMilli() - 5_000, 0);
    stage.log(late);
    new ActionFiles(stage.warehouse()).write(DailyRunStage.dayBefore(DAY_8), "late", List.of(late));

    Release release = EmbedUsers.embed(options(DAY_10, "--maximumMeanDrift=2"));
    Map<String, UserEmbedding> incremental = read(DAY_10, release);

    assertThat(release.id()).isEqualTo(DAY_10 + "#2");
    assertThat(release.checks().get("computed"))
        .isEqualTo("users active since " + DAY_8.minus(Duration.ofDays(1)));
    assertThat(incremental).containsKey("late");
    Map<String, UserEmbedding> recomputed =
        read(DAY_10, EmbedUsers.embed(options(DAY_10, "--full=true")));
    incremental.forEach(
        (user, embedding) ->
            assertThat(embedding.vector())
                .containsExactly(recomputed.get(user).vector(), within(1e-5f)));
  }

  @Test
  @Order(6)
  void aDayWithoutAnActionIsTakenForAMissingOne() {
    assertThatThrownBy(() -> EmbedUsers.embed(options(DAY_11)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("days of the action log missing");
    assertThatThrownBy(() -> EmbedUsers.embed(options(DAY_11.plusSeconds(60))))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("end of a UTC day");
  }

  @Test
  @Order(7)
  void anotherModelComputesEveryoneAndAnUnpublishedRunIsNotServed() throws Exception {
    Release before = releases.published(Release.PINNERFORMER).orElseThrow();
    TinyModel.train(stage.warehouse(), stage.models(), DAY_8, 5);

    Release release = EmbedUsers.embed(options(DAY_10, "--publish=false"));

    assertThat(release.version()).isNotEqualTo(before.version());
    assertThat(release.checks())
        .containsEntry("computed", "all users")
        .containsKey("recall_at_10")
        .doesNotContainKey("drift_mean");
    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
    assertThat(read(DAY_10, release)).hasSize((int) release.rows());
  }

  @Test
  @Order(8)
  void aDayRunAgainChangesNothing() throws Exception {
    ReleaseHistory before = releases.everything(Release.PINNERFORMER);
    Release published = releases.published(Release.PINNERFORMER).orElseThrow();
    Map<String, UserEmbedding> vectors = read(published.asOf(), published);
    String[] asTheWorkflowDoes = {"--publishedModel=true", "--keepNewer=true"};

    assertThat(EmbedUsers.embed(options(published.asOf(), asTheWorkflowDoes))).isEqualTo(published);
    assertThat(EmbedUsers.embed(options(DAY_8, asTheWorkflowDoes))).isEqualTo(published);

    assertThat(releases.everything(Release.PINNERFORMER)).isEqualTo(before);
    Map<String, UserEmbedding> after = read(published.asOf(), published);
    assertThat(after).hasSameSizeAs(vectors);
    vectors.forEach(
        (user, embedding) -> {
          assertThat(after.get(user).asOf()).isEqualTo(embedding.asOf());
          assertThat(after.get(user).vector()).containsExactly(embedding.vector());
        });
  }

  @Test
  @Order(9)
  void aDayIsEvaluatedByTheReleaseThatItBeganWith() throws Exception {
    DayEvaluation evaluation = EvaluateDay.evaluate(day(DAY_9)).orElseThrow();

    assertThat(evaluation.day()).isEqualTo(DailyRunStage.dayBefore(DAY_9).toString());
    assertThat(evaluation.asOf()).isEqualTo(DAY_8.toString());
    assertThat(evaluation.users()).isEqualTo(stage.activeBefore(DAY_9).size());
    // Who came on that day had no vector yet.
    assertThat(evaluation.usersWithVector()).isPositive().isLessThan(evaluation.usersLookedAt());
    assertThat(evaluation.pairs()).isPositive();
    // Ten of forty pins, and a model that has learned the tastes: far above chance.
    assertThat(evaluation.recallAt10()).isBetween(0.5, 1.0);
    assertThat(EvaluateDay.evaluate(day(DAY_9))).contains(evaluation);
    assertThat(EvaluateDay.evaluate(day(DAY_9, "--mostUsers=7")).orElseThrow().usersLookedAt())
        .isEqualTo(7);
    assertThat(EvaluateDay.evaluate(day(DAY_8))).isEmpty();
    assertThat(EvaluateDay.evaluate(day(DAY_11)).orElseThrow().recallAt10()).isNull();
  }

  private static EvaluateDayOptions day(Instant end, String... more) {
    EmbedUsersOptions daily = options(end);
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--asOf=" + end);
    flags.add("--warehouse=" + daily.getWarehouse());
    flags.add("--models=" + daily.getModels());
    flags.add("--hbase=" + daily.getHbase());
    return Job.parse(flags.toArray(String[]::new), EvaluateDayOptions.class);
  }

  private static Map<String, UserEmbedding> read(Instant atOrBefore, Release release) {
    return new UserEmbeddings(stage.connection())
        .read(stage.users(), release.version(), atOrBefore);
  }

  private static EmbedUsersOptions options(Instant asOf, String... more) {
    return stage.options(EmbedUsersOptions.class, asOf, more);
  }
}
