package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Users who act: sends actions to Kafka at a steady rate and remembers what Kafka acknowledged. */
final class ActionTraffic implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TICK_MILLIS = 10;

  /** An action that Kafka has, where, and its time there. */
  record Acknowledged(Action action, int partition, long arrivedAt) {}

  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

  ActionTraffic(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                ActionTopics.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Random actions of {@code users} users that occur when they are sent. */
  static IntFunction<Action> live(String prefix, int users, long seed) {
    Random random = new Random(seed);
    return i ->
        new Action(
            prefix + "-" + i,
            prefix + "-user-" + random.nextInt(users),
            "pin-" + random.nextInt(1_000),
            ActionType.values()[random.nextInt(ActionType.values().length)],
            Surface.values()[random.nextInt(Surface.values().length)],
            System.currentTimeMillis(),
            random.nextBoolean() ? random.nextInt(60_000) : Action.UNKNOWN_DURATION,
            random.nextBoolean() ? Optional.of("request-" + i) : Optional.empty());
  }

  /** Sends {@code count} actions; done when all are acknowledged. */
  CompletableFuture<Void> send(int count, int perSecond, IntFunction<Action> actions) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int perTick = Math.max(1, perSecond * TICK_MILLIS / 1_000);
    int[] next = {0};
    Runnable tick =
        () -> {
          for (int i = 0; i < perTick && next[0] < count; i++) {
            send(actions.apply(next[0]++), done);
          }
          if (next[0] == count) {
            producer.flush();
            done.complete(null);
          }
        };
    var ticking = clock.scheduleAtFixedRate(tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    done.whenComplete((nothing, error) -> ticking.cancel(false));
    return done;
  }

  private void send(Action action, CompletableFuture<Void> done) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                ActionTopics.ACTIONS, action.userId().getBytes(UTF_8), json(action)),
            (metadata, error) -> {
              if (error != null) {
                done.completeExceptionally(error);
              } else {
                acknowledged.add(
                    new Acknowledged(action, metadata.partition(), metadata.timestamp()));
              }
            });
  }

  /** Sends one record as it is and waits for its acknowledgement. */
  void send(ProducerRecord<byte[], byte[]> producerRecord) throws Exception {
    producer.send(producerRecord).get(60, TimeUnit.SECONDS);
  }

  Queue<Acknowledged> acknowledged() {
    return acknowledged;
  }

  static byte[] json(Action action) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("event_id", action.eventId())
            .put("user_id", action.userId())
            .put("pin_id", action.pinId())
            .put("action_type", action.type().wireName())
            .put("surface", action.surface().wireName())
            .put("occurred_at", action.occurredAt());
    if (action.durationMillis() != Action.UNKNOWN_DURATION) {
      json.put("duration_ms", action.durationMillis());
    }
    action.requestId().ifPresent(id -> json.put("request_id", id));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Action now(String eventId, String userId) {
    return new Action(
        eventId,
        userId,
        "pin-1",
        ActionType.SAVE,
        Surface.HOME,
        Instant.now().toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close();
  }
}
