package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import io.tidemark.store.Surface;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLiveActionsIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private static Path folder;

  private static LocalStack stack;
  private static StoreConnection store;
  private static LiveActions liveActions;
  private static Watermarks watermarks;

  private static StreamJvm stream;

  private ActionTraffic traffic;

  @BeforeAll
  static void startServers() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.KAFKA);
    store = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    new StoreSchema(store).create();
    liveActions = new LiveActions(store);
    watermarks = new Watermarks(store);
    createTopics(4);
  }

  @AfterAll
  static void stopAll() {
    if (stream != null) {
      stream.close();
    }
    if (store != null) {
      store.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @BeforeEach
  void startStream() {
    traffic = new ActionTraffic(stack.address(Component.KAFKA));
    if (stream == null || !stream.isAlive()) {
      stream = newStream();
    }
  }

  @AfterEach
  void stopTraffic() {
    traffic.close();
  }

  @Test
  void killedTwiceMidTrafficItLosesAndDuplicatesNothing() throws Exception {
    int count = 10_000;
    int users = 50;
    long before = liveActions.count();
    CompletableFuture<Void> sent =
        traffic.send(count, 1_500, ActionTraffic.live("kill", users, 42));
    for (int killAt : new int[] {2_000, 5_000}) {
      await().atMost(SOON).until(() -> liveActions.count() - before >= killAt);
      stream.kill();
      assertThatWatermarksAreTrue(users);
      stream = newStream();
    }
    sent.join();

    await().atMost(SOON).until(() -> liveActions.count() - before >= count);

    awaitHeartbeatsAfter(Instant.now());
    assertThat(liveActions.count() - before).isEqualTo(count);
    Map<String, List<Action>> expected =
        traffic.acknowledged().stream()
            .map(ActionTraffic.Acknowledged::action)
            .collect(Collectors.groupingBy(Action::userId));
    expected.forEach(
        (user, actions) ->
            assertThat(liveActions.newest(user, LiveActions.MAX_LIMIT))
                .containsExactlyInAnyOrderElementsOf(actions));
  }

  @Test
  void anActionChangesTheUsersInterestsOnceSomeArePublished() throws Exception {
    Instant asOf = Instant.now().minusSeconds(60);
    new Pins(store)
        .write(
            "pins-1",
            asOf,
            List.of(
                new Pin("cats", new float[] {1, 0}, 1), new Pin("dogs", new float[] {0, 1}, 1)));
    Releases releases = new Releases(store);
    releases.add(
        new Release(
            Release.PINNERSAGE,
            "interests",
            "pinnersage-1",
            asOf,
            Optional.empty(),
            0,
            Map.of(Release.PINS, "pins-1"),
            Map.of("alpha", "1.0", "lambda", "0.01", "positive_actions", "save"),
            asOf));
    releases.publish(Release.PINNERSAGE, "interests", "test");
    InterestProfiles profiles = new InterestProfiles(store);

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              // The stream looks for releases every two seconds: a user may act once more.
              traffic.send(
                  new ProducerRecord<>(
                      ActionTopics.ACTIONS,
                      ActionTraffic.json(save("cats", "interested", "cats"))));
              assertThat(liveInterests(profiles, asOf)).contains("cats");
            });
    Instant sent = Instant.now();
    traffic.send(
        new ProducerRecord<>(
            ActionTopics.ACTIONS, ActionTraffic.json(save("dogs", "interested", "dogs"))));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(liveInterests(profiles, asOf))
                    .containsExactlyInAnyOrder("cats", "dogs"));
    assertThat(liveInterests(profiles, sent.plusSeconds(3_600)))
        .as("once the batch has seen these actions")
        .isEmpty();
  }

  private static List<String> liveInterests(InterestProfiles profiles, Instant asOf) {
    return profiles.readAsync("interested", "pinnersage-1", asOf).join().since(asOf).stream()
        .map(Interest::pinId)
        .toList();
  }

  private static Action save(String event, String user, String pin) {
    return new Action(
        event,
        user,
        pin,
        ActionType.SAVE,
        Surface.HOME,
        System.currentTimeMillis(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  @Test
  void whatIsNoValidActionBecomesADeadLetterAndDisturbsNothing() throws Exception {
    Action before = ActionTraffic.now("good-1", "dead-letter-user");
    Action after = ActionTraffic.now("good-2", "dead-letter-user");
    byte[] good = ActionTraffic.json(before);
    String json = new String(good, UTF_8);
    byte[] key = {(byte) 0xff, 0};
    byte[] unparsable = {(byte) 0xff, (byte) 0xfe, 0, 7};
    byte[] oversized = ("\"" + "x".repeat(1_000_000) + "\"").getBytes(UTF_8);
    Map<String, byte[]> bad = new HashMap<>();
    bad.put("has no value", null);
    bad.put("is not UTF-8", unparsable);
    bad.put("has 1000002 bytes", oversized);
    bad.put("user_id is empty", json.replace("dead-letter-user", "").getBytes(UTF_8));
    bad.put("action_type is not a known type", json.replace("save", "adore").getBytes(UTF_8));
    bad.put("in the future", json.replace("\"occurred_at\":", "\"occurred_at\":9").getBytes(UTF_8));
    bad.put(
        "days ago", json.replaceAll("\"occurred_at\":\\d+", "\"occurred_at\":1").getBytes(UTF_8));

    traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 0, null, good));
    for (byte[] value : bad.values()) {
      traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 0, key, value));
    }
    ProducerRecord<byte[], byte[]> forged =
        new ProducerRecord<>(ActionTopics.ACTIONS, 0, null, good);
    forged.headers().add(new RecordHeader(ActionTopics.TYPE_HEADER, Heartbeats.TYPE));
    forged.headers().add(new RecordHeader("trace", null));
    traffic.send(forged);
    traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 0, null, ActionTraffic.json(after)));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(liveActions.newest("dead-letter-user", 10))
                    .containsExactlyInAnyOrder(before, after));
    List<ConsumerRecord<byte[], byte[]>> letters = readDeadLetters(bad.size() + 1);
    bad.forEach(
        (reason, value) ->
            assertThat(letters)
                .anySatisfy(
                    letter -> {
                      assertThat(header(letter, ActionTopics.REASON_HEADER)).contains(reason);
                      assertThat(letter.value()).isEqualTo(value);
                      assertThat(letter.key()).isEqualTo(key);
                      assertThat(header(letter, ActionTopics.SOURCE_HEADER))
                          .matches("actions-0@\\d+");
                    }));
    assertThat(letters)
        .extracting(letter -> header(letter, ActionTopics.FIELD_HEADER))
        .containsExactlyInAnyOrder(
            "", "", "", "user_id", "action_type", "occurred_at", "occurred_at", "produced_at");
  }

  @Test
  void itGoesOnByItselfWhenHBaseComesBack() throws Exception {
    stack.kill(Component.HBASE);
    Action action = ActionTraffic.now("during-outage", "outage-user");
    traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 1, null, ActionTraffic.json(action)));
    stream.awaitStatus("down");

    stack.start(Component.HBASE);

    stream.awaitStatus("up");
    assertThat(liveActions.newest("outage-user", 10)).containsExactly(action);
  }

  @Test
  void itGoesOnByItselfWhenKafkaComesBack() throws Exception {
    stack.kill(Component.KAFKA);
    stream.awaitStatus("down");

    stack.start(Component.KAFKA);

    Action action = ActionTraffic.now("after-outage", "kafka-user");
    traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 1, null, ActionTraffic.json(action)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(liveActions.newest("kafka-user", 10)).containsExactly(action));
    stream.awaitStatus("up");
  }

  @Test
  void aPartitionThatIsAddedIsReadFromItsFirstRecord() throws Exception {
    createTopics(5);
    Action action = ActionTraffic.now("new-partition", "partition-user");

    traffic.send(new ProducerRecord<>(ActionTopics.ACTIONS, 4, null, ActionTraffic.json(action)));

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(liveActions.newest("partition-user", 10)).containsExactly(action));
    await()
        .atMost(SOON)
        .until(() -> watermarks.all().stream().anyMatch(mark -> mark.partition() == 4));
  }

  @Test
  void itStopsInTimeWhenAskedTo() throws Exception {
    assertThat(stream.stop(Duration.ofSeconds(10))).isTrue();
  }

  private static StreamJvm newStream() {
    return StreamJvm.start(
        RecordLiveActions.class,
        folder.resolve("stream"),
        "--kafka=" + stack.address(Component.KAFKA),
        "--hbase=" + stack.address(Component.HBASE));
  }

  private static void createTopics(int partitions) {
    assertThat(
            Topics.run("--kafka=" + stack.address(Component.KAFKA), "--partitions=" + partitions))
        .isZero();
  }

  /** While no stream runs: all that Kafka had before a committed heartbeat is in HBase. */
  private void assertThatWatermarksAreTrue(int users) {
    Map<Integer, Watermark> marks =
        watermarks.all().stream().collect(Collectors.toMap(Watermark::partition, mark -> mark));
    Set<String> inHBase = new HashSet<>();
    IntStream.range(0, users)
        .forEach(
            user ->
                liveActions
                    .newest("kill-user-" + user, LiveActions.MAX_LIMIT)
                    .forEach(action -> inHBase.add(action.eventId())));
    List<String> promised =
        traffic.acknowledged().stream()
            .filter(
                sent ->
                    sent.arrivedAt()
                        < marks.get(sent.partition()).heartbeat().orElseThrow().toEpochMilli())
            .map(sent -> sent.action().eventId())
            .toList();
    assertThat(promised).isNotEmpty();
    assertThat(inHBase).containsAll(promised);
  }

  private static void awaitHeartbeatsAfter(Instant instant) {
    await()
        .atMost(SOON)
        .until(
            () ->
                watermarks.all().stream()
                    .allMatch(mark -> mark.heartbeat().orElseThrow().isAfter(instant)));
  }

  private static List<ConsumerRecord<byte[], byte[]>> readDeadLetters(int count) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.address(Component.KAFKA),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(ActionTopics.DEAD_LETTERS, 0)));
      List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return letters.size() >= count;
              });
      return letters;
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
