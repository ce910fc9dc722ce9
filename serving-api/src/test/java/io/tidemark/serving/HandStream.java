package io.tidemark.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Surface;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Brings actions from Kafka into HBase, as the stream does, until it is told to stand still. */
final class HandStream implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(100);

  private final RealServing real;
  private final Thread thread = new Thread(this::run, "hand-stream");
  private volatile boolean moving = true;
  private volatile boolean open = true;

  HandStream(RealServing real) {
    this.real = real;
    thread.start();
  }

  /** Whether watermarks move and actions come in. */
  void moving(boolean yes) {
    moving = yes;
  }

  private void run() {
    LiveActions actions = real.liveActions();
    Watermarks watermarks = new Watermarks(real.connection);
    Map<Integer, Instant> newest = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, real.stack.address(Component.KAFKA)),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, RealServing.PARTITIONS)
              .mapToObj(partition -> new TopicPartition("actions", partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (open) {
        consumer.resume(partitions);
        if (!moving) {
          consumer.pause(partitions);
        }
        Instant before = Instant.now();
        List<Action> read = new ArrayList<>();
        for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
          Action action = action(message.value());
          read.add(action);
          newest.merge(
              message.partition(),
              Instant.ofEpochMilli(action.occurredAt()),
              (one, other) -> one.isAfter(other) ? one : other);
        }
        if (moving) {
          actions.write(read);
          watermarks.write(
              partitions.stream()
                  .map(
                      partition ->
                          new Watermark(
                              partition.partition(),
                              Optional.ofNullable(newest.get(partition.partition())),
                              Optional.of(before),
                              Instant.now()))
                  .toList());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Action action(String message) throws IOException {
    JsonNode json = JSON.readTree(message);
    return new Action(
        json.get("event_id").asText(),
        json.get("user_id").asText(),
        json.get("pin_id").asText(),
        ActionType.fromWireName(json.get("action_type").asText()).orElseThrow(),
        Surface.fromWireName(json.get("surface").asText()).orElseThrow(),
        json.get("occurred_at").asLong(),
        json.path("duration_ms").asLong(Action.UNKNOWN_DURATION),
        Optional.ofNullable(json.path("request_id").asText(null)));
  }

  @Override
  public void close() throws InterruptedException {
    open = false;
    thread.join();
  }
}
