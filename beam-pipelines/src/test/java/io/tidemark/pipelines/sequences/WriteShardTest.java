package io.tidemark.pipelines.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One shard, day after day, against what a map of users says. */
class WriteShardTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
  private static final int USERS = 400;
  private static final int DEPTH = 5;
  private static final int NUMBER = 3;

  @TempDir private Path folder;
  private final Random random = new Random(11);
  private final Map<String, Timeline> expected = new HashMap<>();
  private Shard shard = Shard.empty(NUMBER);

  @BeforeAll
  static void fileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  @Test
  void whatAFewUsersDidIsWrittenBesideTheOthersRows() throws IOException {
    write(0, USERS);
    List<Run> first = shard.runs();
    byte[] before = Files.readAllBytes(Path.of(first.get(0).file()));

    WrittenShard written = write(1, 7);

    assertThat(written.changed()).isEqualTo(7);
    assertThat(shard.runs()).hasSize(2).endsWith(first.get(0));
    assertThat(shard.runs().get(0).users()).isEqualTo(7);
    assertThat(Files.readAllBytes(Path.of(first.get(0).file()))).isEqualTo(before);
    assertThatAllIsThere();
  }

  @Test
  void manyDaysAreReadAsOneAndWrittenTogetherBeforeTheyAreTooMany() throws IOException {
    write(0, USERS);
    int compacted = 0;
    for (int day = 1; day <= 45; day++) {
      int runs = shard.runs().size();
      write(day, day % 15 == 0 ? USERS / 2 : 3);
      compacted += shard.runs().size() < runs ? 1 : 0;
      assertThat(shard.runs().size()).isLessThanOrEqualTo(20);
    }

    assertThat(compacted).isPositive();
    assertThatAllIsThere();
  }

  @Test
  void usersWhoActedSinceAnInstantAreFoundWithTheirNewestRow() throws IOException {
    write(0, USERS);
    write(1, 9);
    write(2, 5);
    long since = startOf(1);

    assertThat(read(ShardRows.openActiveSince(shard, since)))
        .isEqualTo(
            expected.values().stream()
                .filter(timeline -> newestAt(timeline) >= since)
                .collect(Collectors.toMap(Timeline::userId, timeline -> timeline)))
        .hasSizeBetween(9, 14);
  }

  @Test
  void someUsersAreFoundAndThoseWhoAreNotThereAreNot() throws IOException {
    write(0, USERS);
    write(1, 9);
    List<String> wanted = List.of("user17", "nobody", "user3", "Ünknown", "user399");

    Map<String, Timeline> found = read(ShardRows.openUsers(shard, wanted));

    assertThat(found).isEqualTo(only(wanted)).hasSize(3);
  }

  @Test
  void aUserWhoWasNeverThereIsAdded() throws IOException {
    write(0, USERS);

    write(1, Map.of("ärger\uD83D\uDE00", 2));

    assertThat(shard.users()).isEqualTo(USERS + 1);
    assertThatAllIsThere();
  }

  private void assertThatAllIsThere() throws IOException {
    assertThat(read(ShardRows.open(shard))).isEqualTo(expected);
    assertThat(shard.users()).isEqualTo(expected.size());
    assertThat(shard.actions())
        .isEqualTo(expected.values().stream().mapToLong(t -> t.actions().size()).sum());
  }

  private Map<String, Timeline> only(Collection<String> users) {
    return users.stream()
        .filter(expected::containsKey)
        .collect(Collectors.toMap(user -> user, expected::get));
  }

  /** The rows in the order in which they are read, which has to be that of ids. */
  private static Map<String, Timeline> read(ShardRows rows) throws IOException {
    Map<String, Timeline> timelines = new TreeMap<>();
    List<byte[]> order = new ArrayList<>();
    try (rows) {
      for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
        order.add(UserIdOrder.bytes(row));
        timelines.put(SequenceParquet.userId(row), SequenceParquet.toTimeline(row));
      }
    }
    assertThat(order).isSortedAccordingTo(UserIdOrder.BYTES).hasSameSizeAs(timelines.keySet());
    return timelines;
  }

  private WrittenShard write(int day, int users) throws IOException {
    Map<String, Integer> actions = new HashMap<>();
    while (actions.size() < users) {
      actions.put(
          "user" + (users == USERS ? actions.size() : random.nextInt(USERS)),
          1 + random.nextInt(DEPTH));
    }
    return write(day, actions);
  }

  private WrittenShard write(int day, Map<String, Integer> actionsOfUsers) throws IOException {
    List<Timeline> timelines = new ArrayList<>();
    actionsOfUsers.forEach((user, count) -> timelines.add(timeline(user, day, count)));
    List<WrittenShard> written = new ArrayList<>();
    new WriteShard(
            new SnapshotFiles(Warehouse.at(folder.toString())),
            FIRST.plusDays(day),
            "build",
            8,
            DEPTH,
            List.of(shard))
        .write(KV.of(NUMBER, timelines), into(written));
    shard = written.get(0).shard();
    for (Timeline timeline : timelines) {
      expected.merge(
          timeline.userId(), timeline, (then, now) -> MergeTimelines.merge(then, now, DEPTH));
    }
    return written.get(0);
  }

  private Timeline timeline(String user, int day, int count) {
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      actions.add(
          new Action(
              user + "-" + day + "-" + i,
              user,
              "pin" + random.nextInt(50),
              ActionType.SAVE,
              Surface.HOME,
              startOf(day) + random.nextInt(86_400_000),
              Action.UNKNOWN_DURATION,
              Optional.empty()));
    }
    actions.sort(Action.OLDEST_FIRST);
    return new Timeline(user, actions);
  }

  private static long startOf(int day) {
    return FIRST.plusDays(day).toEpochDay() * 86_400_000L;
  }

  private static long newestAt(Timeline timeline) {
    return timeline.actions().get(timeline.actions().size() - 1).occurredAt();
  }

  private static OutputReceiver<WrittenShard> into(List<WrittenShard> written) {
    return new OutputReceiver<>() {
      @Override
      public void output(WrittenShard shard) {
        written.add(shard);
      }

      @Override
      public void outputWithTimestamp(WrittenShard shard, org.joda.time.Instant timestamp) {
        written.add(shard);
      }
    };
  }
}
