package io.tidemark.pipelines.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
  private static final Instant DAY_8 = TinyModel.START.plus(Duration.ofDays(8));
  private static final Instant DAY_9 = TinyModel.START.plus(Duration.ofDays(9));
  private static final Instant DAY_10 = TinyModel.START.plus(Duration.ofDays(10));
  private static final Instant DAY_11 = TinyModel.START.plus(Duration.ofDays(11));

  @TempDir private static Path folder;
  private static final TreeMap<LocalDate, List<Action>> LOG = new TreeMap<>();
  private static final Set<String> USERS = new TreeSet<>();
  private static LocalStack stack;
  private static StoreConnection connection;
  private static Releases releases;
  private static UserEmbeddings embeddings;
  private static Warehouse warehouse;

  @BeforeAll
  static void trainAModel() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.HIVE);
    connection = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    new StoreSchema(connection).create();
    releases = new Releases(connection);
    embeddings = new UserEmbeddings(connection);
    warehouse = Warehouse.at(folder.resolve("warehouse").toString());
    options(DAY_8); // logs into the file systems
    HiveSchema.create(hive(), warehouse);
    TinyModel.timelines(60).stream()
        .map(Timeline::actions)
        .flatMap(List::stream)
        .forEach(EmbedUsersIT::log);
    hardUsers().forEach(EmbedUsersIT::log);
    for (LocalDate day : LOG.headMap(dayBefore(DAY_9)).keySet()) {
      write(day, "part");
    }
    TinyModel.train(warehouse, folder.resolve("models"), DAY_8, 10);
  }

  @AfterAll
  static void stop() {
    connection.close();
    stack.close();
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
    UserHistories histories = new UserHistories(connection);
    for (String user : users) {
      UserHistory history = histories.readAsync(user, asOf).join().orElseThrow();
      List<PastAction> all =
          LOG.headMap(LocalDate.ofInstant(asOf, ZoneOffset.UTC)).values().stream()
              .flatMap(List::stream)
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
    write(dayBefore(DAY_9), "part");

    Release daily = EmbedUsers.embed(options(DAY_9));
    Map<String, UserEmbedding> incremental = read(DAY_9, daily);
    Release full = EmbedUsers.embed(options(DAY_9, "--full=true"));
    Map<String, UserEmbedding> recomputed = read(DAY_9, full);

    Set<String> active =
        LOG.get(dayBefore(DAY_9)).stream().map(Action::userId).collect(Collectors.toSet());
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
    write(dayBefore(DAY_10), "part");

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
    log(late);
    new ActionFiles(warehouse).write(dayBefore(DAY_8), "late", List.of(late));

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
    TinyModel.train(warehouse, folder.resolve("models"), DAY_8, 5);

    Release release = EmbedUsers.embed(options(DAY_10, "--publish=false"));

    assertThat(release.version()).isNotEqualTo(before.version());
    assertThat(release.checks())
        .containsEntry("computed", "all users")
        .containsKey("recall_at_10")
        .doesNotContainKey("drift_mean");
    assertThat(releases.published(Release.PINNERFORMER)).contains(before);
    assertThat(read(DAY_10, release)).hasSize((int) release.rows());
  }

  private static void log(Action action) {
    LOG.computeIfAbsent(ActionParquet.day(action), day -> new ArrayList<>()).add(action);
    USERS.add(action.userId());
  }

  private static void write(LocalDate day, String name) throws IOException {
    new ActionFiles(warehouse).write(day, name, LOG.get(day));
  }

  private static LocalDate dayBefore(Instant end) {
    return LocalDate.ofInstant(end, ZoneOffset.UTC).minusDays(1);
  }

  private static Action action(String user, String pin, long occurredAt, int number) {
    return new Action(
        "%s-%06d".formatted(user, number),
        user,
        pin,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private static Map<String, UserEmbedding> read(Instant atOrBefore, Release release) {
    return embeddings.read(USERS, release.version(), atOrBefore);
  }

  private static String hive() {
    return HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
  }

  private static EmbedUsersOptions options(Instant asOf, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--asOf=" + asOf);
    flags.add("--warehouse=" + warehouse.root());
    flags.add("--models=" + folder.resolve("models"));
    flags.add("--hbase=" + stack.address(Component.HBASE));
    flags.add("--hive=" + hive());
    flags.add("--sequenceShards=4");
    return Job.parse(flags.toArray(String[]::new), EmbedUsersOptions.class);
  }
}
