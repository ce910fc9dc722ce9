package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka how many partitions topics have. */
final class TopicPartitions implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final Admin admin;

  TopicPartitions(String bootstrapServers) {
    this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /**
   * The number of each topic's partitions.
   *
   * @throws JobFailedException if there is no such topic, or Kafka does not answer
   */
  Map<String, Integer> count(List<String> topics) throws InterruptedException {
    try {
      Map<String, Integer> counts = new TreeMap<>();
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
          .forEach((topic, description) -> counts.put(topic, description.partitions().size()));
      return counts;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new JobFailedException(
            "Kafka at %s lacks one of the topics %s: create them with Topics"
                .formatted(bootstrapServers, topics),
            e);
      }
      throw new JobFailedException("Kafka at " + bootstrapServers + " failed to answer", e);
    } catch (TimeoutException e) {
      throw new JobFailedException(
          "Kafka at "
              + bootstrapServers
              + " did not answer within "
              + ANSWER_WITHIN.toSeconds()
              + " s: check its address (--kafka) and that it runs",
          e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
