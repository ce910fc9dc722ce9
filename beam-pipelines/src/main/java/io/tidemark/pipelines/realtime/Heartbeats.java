package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one heartbeat a second to every partition of the topic {@code actions}. They come back
 * through Kafka and the stream as {@link LiveEvent.Heartbeat}s, so a watermark that stands still
 * means that the stream is behind, never that users are quiet.
 *
 * <p>Partitions that are added later are found within {@link #NEW_PARTITIONS_WITHIN}. While Kafka
 * is away heartbeats are dropped, which is the truth.
 */
final class Heartbeats implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(1);
  static final Duration NEW_PARTITIONS_WITHIN = Duration.ofSeconds(5);
  static final byte[] TYPE = ActionTopics.HEARTBEAT.getBytes(UTF_8);

  private static final Logger logger = LoggerFactory.getLogger(Heartbeats.class);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  private boolean failing;

  /**
   * Starts sending.
   *
   * @param bootstrapServers Kafka's address
   */
  Heartbeats(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.METADATA_MAX_AGE_CONFIG,
                (int) NEW_PARTITIONS_WITHIN.toMillis(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                1_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                3_000,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                1L << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var unused = clock.scheduleAtFixedRate(this::beat, 0, INTERVAL.toMillis(), MILLISECONDS);
  }

  private void beat() {
    try {
      List<PartitionInfo> partitions = producer.partitionsFor(topic);
      byte[] value = HeartbeatJson.format(Instant.now());
      for (PartitionInfo partition : partitions) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic,
                    partition.partition(),
                    (byte[]) null,
                    value,
                    List.of(new RecordHeader(ActionTopics.TYPE_HEADER, TYPE))));
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        logger.warn("No heartbeats until Kafka answers again: {}", e.toString());
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
