package io.tidemark.serving;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is in topics of a broker. */
final class TopicRecords {
  private static final Duration WITHIN = Duration.ofSeconds(90);

  private final String broker;
  private final int partitions;

  /**
   * @param partitions of each topic
   */
  TopicRecords(String broker, int partitions) {
    this.broker = broker;
    this.partitions = partitions;
  }

  /** How many records a topic ever had. */
  long count(String topic) {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      return consumer.endOffsets(partitions(topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** All records of a topic. */
  List<ConsumerRecord<String, String>> all(String topic) {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      consumer.assign(partitions(topic));
      consumer.seekToBeginning(partitions(topic));
      long end =
          consumer.endOffsets(partitions(topic)).values().stream().mapToLong(Long::longValue).sum();
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      await()
          .pollInSameThread()
          .atMost(WITHIN)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= end;
              });
      return records;
    }
  }

  private List<TopicPartition> partitions(String topic) {
    List<TopicPartition> all = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
