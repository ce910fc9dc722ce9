package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import io.tidemark.store.SyntheticUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveActionsIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private static Path folder;

  private static LocalStack stack;
  private static Warehouse warehouse;
  private static String hive;

  @BeforeAll
  static void startServers() {
    stack = LocalStack.start(folder.resolve("stack"), Component.KAFKA, Component.HIVE);
    warehouse = Warehouse.at(folder.resolve("warehouse").toString());
    hive = HiveConnection.withDatabase(stack.address(Component.HIVE), "tidemark");
    HiveSchema.create(hive, warehouse);
    assertThat(Topics.run("--kafka=" + stack.address(Component.KAFKA))).isZero();
  }

  @AfterAll
  static void stopServers() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void killedMidTrafficAndWithHiveAwayItLosesNothing() throws Exception {
    int count = 6_000;
    try (ActionTraffic traffic = new ActionTraffic(stack.address(Component.KAFKA))) {
      StreamJvm stream = newStream();
      CompletableFuture<Void> sent = traffic.send(count, 500, someOfThemLate());
      traffic.send(
          new ProducerRecord<>(ActionTopics.ACTIONS, 0, null, "no action".getBytes(UTF_8)));
      // Nobody: not for the archive, and so for no training and no readout.
      traffic.send(
          new ProducerRecord<>(
              ActionTopics.ACTIONS,
              0,
              null,
              ActionTraffic.json(ActionTraffic.now("canary-1", SyntheticUsers.PREFIX + "it"))));
      await().atMost(SOON).until(() -> files() > 2);
      stream.kill();
      stack.kill(Component.HIVE);
      stream = newStream();
      sent.join();

      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(4))
          .until(() -> archived().size() == count);
      stream.kill();

      List<Action> expected =
          traffic.acknowledged().stream().map(ActionTraffic.Acknowledged::action).toList();
      assertThat(archived()).containsExactlyInAnyOrderElementsOf(expected);
      stack.start(Component.HIVE);
      stream = newStream();
      assertThatHiveSees(expected);
      assertThat(stream.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static StreamJvm newStream() {
    return StreamJvm.start(
        ArchiveActions.class,
        folder.resolve("stream"),
        "--kafka=" + stack.address(Component.KAFKA),
        "--hive=" + hive,
        "--warehouse=" + warehouse.root(),
        "--rollEvery=2s");
  }

  /** Every tenth action arrives two days late. */
  private static IntFunction<Action> someOfThemLate() {
    IntFunction<Action> live = ActionTraffic.live("archive", 100, 7);
    return i -> {
      Action action = live.apply(i);
      return i % 10 > 0
          ? action
          : new Action(
              action.eventId(),
              action.userId(),
              action.pinId(),
              action.type(),
              action.surface(),
              action.occurredAt() - Duration.ofDays(2).toMillis(),
              action.durationMillis(),
              action.requestId());
    };
  }

  private static long files() throws IOException {
    String glob = new ActionFiles(warehouse).glob();
    return FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata().size();
  }

  /** What a batch job reads. */
  private static List<Action> archived() {
    return LocalPipeline.run(pipeline -> pipeline.apply(ReadActions.of(warehouse)));
  }

  private static void assertThatHiveSees(List<Action> expected) {
    TreeSet<String> days =
        expected.stream()
            .map(action -> ActionParquet.day(action).toString())
            .collect(Collectors.toCollection(TreeSet::new));
    try (HiveConnection connection = HiveConnection.open(hive)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(connection.query("SHOW PARTITIONS actions"))
                      .extracting(row -> row.get(0))
                      .containsExactlyElementsOf(days.stream().map("dt="::concat).toList()));
      assertThat(connection.query("SELECT COUNT(DISTINCT event_id) FROM actions"))
          .containsExactly(List.of(String.valueOf(expected.size())));
      assertThat(
              connection.query(
                  "SELECT COUNT(*) FROM actions WHERE CAST(TO_DATE(FROM_UNIXTIME(CAST(occurred_at"
                      + " / 1000 AS BIGINT))) AS STRING) <> dt"))
          .containsExactly(List.of("0"));
    }
  }
}
