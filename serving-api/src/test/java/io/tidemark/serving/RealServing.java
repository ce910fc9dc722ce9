package io.tidemark.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.serving.models.TinyPinnerFormer;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.retrieval.TinyIndex;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.LiveActions;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
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
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The application on a real HBase and a real Kafka, with a batch and a ranker published.
 *
 * <p>Pin {@code pI} has a 1 in dimension I modulo {@link TinyRanker#WIDTH}, and was acted on I
 * times; the embedding of {@code u1} is that of {@code p1}, which is all of its history.
 */
final class RealServing implements AutoCloseable {
  static final int PARTITIONS = 3;
  static final int PINS = 600;
  static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  final LocalStack stack;
  final StoreConnection connection;
  final Path models;
  final Instant batchAsOf = Instant.now().minusSeconds(7_200);
  final ServingProcess api;

  private RealServing(LocalStack stack, Path models, Map<String, String> more) throws Exception {
    this.stack = stack;
    this.models = models;
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.address(Component.KAFKA)))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("actions", PARTITIONS, (short) 1),
                  new NewTopic("impressions", PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    this.connection = StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)));
    new StoreSchema(connection).create();
    publishBatch();
    publishRanker("ranker-1", 1);
    Map<String, String> configuration =
        new TreeMap<>(
            Map.of(
                "kafka.bootstrapServers", stack.address(Component.KAFKA),
                "hbase.address", stack.address(Component.HBASE),
                "hbase.readBudget", "1s",
                "kafka.deliveryTimeout", "3s",
                "kafka.requestTimeout", "1s",
                "impressions.deliveryTimeout", "1s",
                "models.poll", "100ms",
                "retrieval.poll", "100ms",
                "freshness.refresh", "100ms"));
    configuration.put("sample.enabled", "false");
    configuration.put("canary.enabled", "false");
    configuration.putAll(more);
    this.api = ServingProcess.start(configuration);
  }

  static RealServing start() throws Exception {
    return start(Map.of());
  }

  /** As {@link #start()}, with more configuration. */
  static RealServing start(Map<String, String> more) throws Exception {
    Path folder = Files.createTempDirectory("serving");
    LocalStack stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.KAFKA);
    try {
      return new RealServing(stack, folder.resolve("models"), more);
    } catch (Exception | Error e) {
      stack.close();
      throw e;
    }
  }

  static float[] vector(int pin) {
    float[] vector = new float[TinyRanker.WIDTH];
    vector[pin % TinyRanker.WIDTH] = 1;
    return vector;
  }

  /** Candidates {@code p0} up to but without {@code pN}. */
  static List<String> pins(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("p" + i);
    }
    return ids;
  }

  void publishRanker(String id, float scale) throws IOException {
    Releases releases = new Releases(connection);
    releases.add(TinyRanker.write(models.resolve(id), id, scale, REQUIRES));
    releases.publish(Release.RANKER, id, "test");
  }

  /** Publishes an index of the pins {@code p0} up to but without {@code p40}. */
  void publishIndex(String id) throws IOException {
    Map<String, float[]> vectors = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      vectors.put("p" + i, vector(i));
    }
    Releases releases = new Releases(connection);
    releases.add(
        TinyIndex.write(
            models.resolve(id),
            id,
            Map.of(Release.PINS, vectors, Release.PINNERFORMER, vectors),
            Map.of("all", List.of("p7", "p8")),
            REQUIRES));
    releases.publish(Release.RETRIEVAL, id, "test");
  }

  /** Publishes a release that is there already. */
  void publishAgain(String model, String id) {
    new Releases(connection).publish(model, id, "test");
  }

  /** Writes a heartbeat of that instant to every partition. */
  void heartbeat(Instant instant) {
    List<Watermark> watermarks = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      watermarks.add(
          new Watermark(partition, Optional.empty(), Optional.of(instant), Instant.now()));
    }
    new Watermarks(connection).write(watermarks);
  }

  LiveActions liveActions() {
    return new LiveActions(connection);
  }

  private void publishBatch() throws IOException {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < PINS; i++) {
      pins.add(new Pin("p" + i, vector(i), i));
    }
    new Pins(connection).write("pins-1", batchAsOf, pins);
    new UserEmbeddings(connection)
        .write("pinnerformer-1", List.of(new UserEmbedding("u1", vector(1), batchAsOf)));
    PastAction past =
        new PastAction(
            1,
            "p1",
            ActionType.SAVE,
            Surface.HOME,
            batchAsOf.minusSeconds(60).toEpochMilli(),
            Action.UNKNOWN_DURATION);
    new UserHistories(connection)
        .write(List.of(new UserHistory("u1", batchAsOf, true, List.of(past))));
    publish(Release.PINS, "pins-1", Map.of());
    Releases releases = new Releases(connection);
    releases.add(
        TinyPinnerFormer.write(
            models.resolve("pinnerformer-1"), "pinnerformer-1", "pins-1", batchAsOf));
    releases.publish(Release.PINNERFORMER, "pinnerformer-1", "test");
  }

  /** Adds a release and publishes it. */
  void publish(String model, String version, Map<String, String> requires) {
    Releases releases = new Releases(connection);
    releases.add(
        new Release(
            model,
            version,
            version,
            batchAsOf,
            Optional.empty(),
            1,
            requires,
            Map.of(),
            Instant.now()));
    releases.publish(model, version, "test");
  }

  /** Ranks candidates for a user. */
  ServingProcess.Answer rank(String userId, List<String> candidates) throws Exception {
    return api.post(
        "/v1/rank",
        new ObjectMapper().writeValueAsString(Map.of("user_id", userId, "candidates", candidates)));
  }

  /** A save. */
  static Action action(String eventId, String userId, String pinId, Instant at) {
    return new Action(
        eventId,
        userId,
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        at.toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  @Override
  public void close() {
    api.close();
    connection.close();
    stack.close();
  }
}
