package io.tidemark.pipelines.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Some days of a log and their snapshots in a real Hive, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UserSequencesIT {
  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
  private static final int DEPTH = 6;

  @TempDir private static Path folder;
  private static LocalStack stack;
  private static Warehouse warehouse;
  private static final TreeMap<LocalDate, List<Action>> LOG = new TreeMap<>();

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HIVE);
    warehouse = Warehouse.at(folder.resolve("warehouse").toString());
    options(); // logs into the file systems
    HiveSchema.create(hive(), warehouse);
    Random random = new Random(5);
    for (int day = 0; day < 4; day++) {
      List<Action> actions = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        // Seconds only, so that many are equal; user0 acts far more than is kept.
        int user = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
        actions.add(action("d%d-%03d".formatted(day, i), user, day, random.nextInt(86_400)));
      }
      LOG.put(FIRST.plusDays(day), actions);
    }
    write(0);
    write(1);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  @Order(1)
  void theFirstSnapshotIsMadeFromTheLog() throws Exception {
    Snapshot snapshot = upTo(1);

    assertThat(snapshot.madeFrom()).isEqualTo("log");
    assertThat(read(ReadSequences.of(snapshot))).isEqualTo(expected(1));
    try (HiveConnection hive = HiveConnection.open(hive())) {
      assertThat(
              hive.query(
                  "SELECT COUNT(*), SUM(SIZE(actions)), MAX(newest_at) FROM user_sequences WHERE dt='%s'"
                      .formatted(snapshot.day())))
          .containsExactly(
              List.of(
                  Integer.toString(expected(1).size()),
                  Long.toString(snapshot.actions()),
                  Long.toString(
                      LOG.get(FIRST.plusDays(1)).stream()
                          .mapToLong(Action::occurredAt)
                          .max()
                          .orElseThrow())));
    }
  }

  @Test
  @Order(2)
  void theNextDayIsMergedIntoItAndTheSameDayAgainChangesNothing() throws Exception {
    write(2);

    Snapshot snapshot = upTo(2);

    assertThat(snapshot.madeFrom()).isEqualTo(FIRST.plusDays(1).toString());
    long active = LOG.get(FIRST.plusDays(2)).stream().map(Action::userId).distinct().count();
    assertThat(snapshot.changed()).isEqualTo(active).isLessThan(snapshot.users());
    assertThat(read(ReadSequences.of(snapshot))).isEqualTo(expected(2));
    long modified = Files.getLastModifiedTime(Path.of(snapshot.files().get(0))).toMillis();
    assertThat(upTo(2)).isEqualTo(snapshot);
    try (HiveConnection hive = HiveConnection.open(hive())) {
      assertThat(hive.query("SELECT COUNT(*), SUM(SIZE(actions)) FROM newest_user_sequences"))
          .containsExactly(
              List.of(Long.toString(snapshot.users()), Long.toString(snapshot.actions())));
    }
    assertThat(Files.getLastModifiedTime(Path.of(snapshot.files().get(0))).toMillis())
        .isEqualTo(modified);
  }

  @Test
  @Order(3)
  void theUsersActiveSinceAnInstantAreFound() throws Exception {
    Instant since = FIRST.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant();

    Map<String, List<Action>> active = read(ReadSequences.of(upTo(2)).activeSince(since));

    Map<String, List<Action>> expected = expected(2);
    expected
        .values()
        .removeIf(actions -> actions.get(actions.size() - 1).occurredAt() < since.toEpochMilli());
    assertThat(active).isEqualTo(expected).isNotEmpty();
  }

  @Test
  @Order(4)
  void anActionThatCameLateIsInTheNextSnapshotThoughItsDayWasMergedBefore() throws Exception {
    Action late = action("late", 77, 1, 4_000);
    LOG.get(FIRST.plusDays(1)).add(late);
    new ActionFiles(warehouse).write(FIRST.plusDays(1), "late", List.of(late));
    write(3);

    Snapshot snapshot = upTo(3);

    assertThat(snapshot.madeFrom()).isEqualTo("log");
    assertThat(snapshot.reason()).contains("2024-03-02 has changed");
    assertThat(read(ReadSequences.of(snapshot))).isEqualTo(expected(3)).containsKey("user77");
  }

  @Test
  @Order(5)
  void onlyTheNewestSnapshotsAreKept() throws Exception {
    UserSequences.of(options("--keepSnapshots=2"), DEPTH).upTo(FIRST.plusDays(3));

    try (HiveConnection hive = HiveConnection.open(hive())) {
      assertThat(hive.query("SHOW PARTITIONS user_sequences"))
          .containsExactly(List.of("dt=2024-03-03"), List.of("dt=2024-03-04"));
    }
    assertThat(new SnapshotFiles(warehouse).present())
        .containsOnlyKeys(FIRST.plusDays(2), FIRST.plusDays(3));
  }

  private static Snapshot upTo(int day) throws Exception {
    return UserSequences.of(options(), DEPTH).upTo(FIRST.plusDays(day));
  }

  private static Map<String, List<Action>> read(ReadSequences sequences) {
    return LocalPipeline.run(pipeline -> pipeline.apply(sequences)).stream()
        .collect(Collectors.toMap(Timeline::userId, Timeline::actions));
  }

  /** Each user's newest actions up to the end of that day, computed from the log as it is now. */
  private static Map<String, List<Action>> expected(int day) {
    Map<String, List<Action>> users =
        LOG.headMap(FIRST.plusDays(day), true).values().stream()
            .flatMap(List::stream)
            .sorted(Action.OLDEST_FIRST)
            .collect(Collectors.groupingBy(Action::userId));
    users.replaceAll(
        (user, actions) -> actions.subList(Math.max(0, actions.size() - DEPTH), actions.size()));
    return users;
  }

  private static void write(int day) throws Exception {
    new ActionFiles(warehouse).write(FIRST.plusDays(day), "part", LOG.get(FIRST.plusDays(day)));
  }

  private static Action action(String event, int user, int day, int second) {
    return new Action(
        event,
        "user" + user,
        "pin" + second % 7,
        ActionType.values()[second % ActionType.values().length],
        Surface.HOME,
        FIRST.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
            + (second / 3_600) * 3_600_000L,
        second % 5 == 0 ? Action.UNKNOWN_DURATION : second,
        second % 2 == 0 ? Optional.of("request") : Optional.empty());
  }

  private static String hive() {
    return HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
  }

  private static SequencesOptions options(String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--warehouse=" + folder.resolve("warehouse"));
    flags.add("--hive=" + hive());
    flags.add("--sequenceDepth=" + DEPTH);
    flags.add("--sequenceShards=4");
    return Job.parse(flags.toArray(String[]::new), SequencesOptions.class);
  }
}
