package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records of a topic, from where the consumer group left off, or from its beginning.
 *
 * <p>Offsets are committed to Kafka when a Flink checkpoint completes, which is after every bundle
 * before it was finished, and so written: a process that is killed and started again reads on
 * behind what is surely written. That, and not a restored Flink checkpoint, is how the streams
 * resume: it needs no folder that must survive, takes partitions that were added meanwhile, and
 * survives a change of the pipeline. (Beam 2.62 also splits its source anew when Flink restores the
 * enumerator of a checkpoint, so that partitions are read twice.)
 */
final class ReadRecords extends PTransform<PBegin, PCollection<KafkaRecord<byte[], byte[]>>> {
  private final String bootstrapServers;
  private final String topic;
  private final String consumerGroup;
  private final Duration gather;

  /**
   * @param gather how long the broker may wait for more, to answer less often; zero for a stream
   *     whose users wait for it
   */
  ReadRecords(String bootstrapServers, String topic, String consumerGroup, Duration gather) {
    this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
    this.topic = requireNonNull(topic, "topic is null");
    this.consumerGroup = requireNonNull(consumerGroup, "consumerGroup is null");
    this.gather = requireNonNull(gather, "gather is null");
  }

  @Override
  public PCollection<KafkaRecord<byte[], byte[]>> expand(PBegin input) {
    NullableCoder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
    return input.apply(
        "ReadKafka",
        KafkaIO.<byte[], byte[]>read()
            .withBootstrapServers(bootstrapServers)
            .withTopic(topic)
            .withKeyDeserializerAndCoder(ByteArrayDeserializer.class, bytes)
            .withValueDeserializerAndCoder(ByteArrayDeserializer.class, bytes)
            .withConsumerConfigUpdates(consumerConfig())
            .commitOffsetsInFinalize());
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, consumerGroup);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    // Bounds what lies in memory: Kafka's default is 50 MiB.
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    if (!gather.isZero()) {
      config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 20);
      config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(gather.toMillis()));
    }
    return config;
  }
}
