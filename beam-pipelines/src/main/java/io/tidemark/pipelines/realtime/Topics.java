package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Creates the Kafka topics, or brings existing ones to the same settings: run it as often as you
 * like.
 *
 * <pre>
 * Topics --kafka=127.0.0.1:9092 --partitions=4 --retentionDays=7
 * </pre>
 */
public final class Topics {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private Topics() {}

  /** A topic as it is to be. */
  private record Topic(String name, int partitions, Map<String, String> settings) {}

  /** Creates the topics and prints what it did. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Job.run(args, TopicsOptions.class, Topics::create);
  }

  private static void create(TopicsOptions options) throws InterruptedException {
    if (options.getPartitions() < 1 || options.getRetentionDays() < 1) {
      throw new JobFailedException("--partitions and --retentionDays are to be 1 or more");
    }
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            options.getKafka(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) ANSWER_WITHIN.toMillis());
    try (Admin admin = Admin.create(config)) {
      Collection<String> existing = admin.listTopics().names().get();
      for (Topic topic : topics(options)) {
        System.out.println(
            existing.contains(topic.name()) ? update(admin, topic) : create(admin, topic));
      }
    } catch (ExecutionException e) {
      throw new JobFailedException(
          "Kafka at " + options.getKafka() + " refused: " + e.getCause().getMessage(), e);
    }
  }

  private static List<Topic> topics(TopicsOptions options) {
    String retention = String.valueOf(Duration.ofDays(options.getRetentionDays()).toMillis());
    return List.of(
        new Topic(
            ActionTopics.ACTIONS,
            options.getPartitions(),
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                retention,
                // The broker's clock judges an action's time, the same for every reader.
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(ActionTopics.MAX_RECORD_BYTES))),
        deadLetters(ActionTopics.DEAD_LETTERS, retention),
        new Topic(
            ActionTopics.IMPRESSIONS,
            options.getPartitions(),
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                retention,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(ActionTopics.MAX_RECORD_BYTES))),
        deadLetters(ActionTopics.IMPRESSION_DEAD_LETTERS, retention));
  }

  private static Topic deadLetters(String name, String retention) {
    return new Topic(
        name,
        1,
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            retention,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(ActionTopics.MAX_DEAD_LETTER_BYTES)));
  }

  private static String create(Admin admin, Topic topic)
      throws ExecutionException, InterruptedException {
    admin
        .createTopics(
            List.of(
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                    .configs(topic.settings())))
        .all()
        .get();
    return "created " + topic.name() + " with " + partitions(topic.partitions());
  }

  private static String update(Admin admin, Topic topic)
      throws ExecutionException, InterruptedException {
    List<AlterConfigOp> settings = new ArrayList<>();
    topic
        .settings()
        .forEach(
            (name, value) ->
                settings.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    admin
        .incrementalAlterConfigs(
            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), settings))
        .all()
        .get();
    int partitions =
        admin
            .describeTopics(List.of(topic.name()))
            .allTopicNames()
            .get()
            .get(topic.name())
            .partitions()
            .size();
    if (partitions >= topic.partitions()) {
      return "exists " + topic.name() + " with " + partitions(partitions);
    }
    admin
        .createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(topic.partitions())))
        .all()
        .get();
    return "extended " + topic.name() + " to " + partitions(topic.partitions());
  }

  private static String partitions(int count) {
    return count + (count == 1 ? " partition" : " partitions");
  }
}
