package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until everything that was sent before a day's end lies in the action log: until {@link
 * ArchiveActions} has committed, in each partition, every offset that the broker took before that
 * instant. What comes later and happened on that day is late, and the next run finds the day
 * changed. A topic in which nothing was ever sent is sealed.
 *
 * <pre>
 * SealDay --kafka=127.0.0.1:9092 --asOf=2026-11-21T00:00:00Z --waitSeconds=600
 * </pre>
 */
public final class SealDay {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final String ARCHIVE_GROUP = "archive-actions";

  /** What {@code listOffsets} says where no record is as young. */
  private static final long NONE = -1;

  private SealDay() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, SealDayOptions.class, SealDay::seal));
  }

  private static void seal(SealDayOptions options) throws InterruptedException {
    Instant asOf = instant(options.getAsOf());
    if (asOf.isAfter(Instant.now())) {
      throw new JobFailedException("the day that ends at %s is not over".formatted(asOf));
    }
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            options.getKafka(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) ANSWER_WITHIN.toMillis());
    Instant giveUp = Instant.now().plusSeconds(options.getWaitSeconds());
    try (Admin admin = Admin.create(config)) {
      long waiting = waiting(admin, asOf);
      while (waiting > 0) {
        if (Instant.now().isAfter(giveUp)) {
          throw new JobFailedException(
              "%,d records from before %s are not in the action log after %d s: is archive-actions up?"
                  .formatted(waiting, asOf, options.getWaitSeconds()));
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        waiting = waiting(admin, asOf);
      }
      System.out.printf("sealed    everything sent before %s is in the action log%n", asOf);
    } catch (ExecutionException e) {
      throw new JobFailedException(
          "Kafka at " + options.getKafka() + " refused: " + e.getCause().getMessage(), e);
    }
  }

  /** Records that were sent before the instant and are not archived, heartbeats included. */
  private static long waiting(Admin admin, Instant asOf)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> bounds = new HashMap<>();
    Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
    admin
        .describeTopics(List.of(ActionTopics.ACTIONS))
        .allTopicNames()
        .get()
        .get(ActionTopics.ACTIONS)
        .partitions()
        .forEach(
            partition -> {
              TopicPartition key = new TopicPartition(ActionTopics.ACTIONS, partition.partition());
              starts.put(key, OffsetSpec.earliest());
              bounds.put(key, OffsetSpec.forTimestamp(asOf.toEpochMilli()));
              ends.put(key, OffsetSpec.latest());
            });
    var first = admin.listOffsets(starts).all().get();
    var bound = admin.listOffsets(bounds).all().get();
    var last = admin.listOffsets(ends).all().get();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(ARCHIVE_GROUP).partitionsToOffsetAndMetadata().get();
    long waiting = 0;
    for (TopicPartition partition : ends.keySet()) {
      OffsetAndMetadata offset = committed.get(partition);
      waiting +=
          waiting(
              first.get(partition).offset(),
              bound.get(partition).offset(),
              last.get(partition).offset(),
              offset == null ? NONE : offset.offset());
    }
    return waiting;
  }

  /**
   * Of one partition.
   *
   * @param first offset that is still kept
   * @param bound first offset at or after the instant; -1 if there is none
   * @param last offset that comes next
   * @param committed next offset that the archive reads; -1 if it has committed none
   */
  static long waiting(long first, long bound, long last, long committed) {
    long end = bound == NONE ? last : bound;
    return Math.max(0, end - Math.max(first, committed));
  }

  private static Instant instant(String asOf) {
    try {
      return Instant.parse(asOf);
    } catch (DateTimeException e) {
      throw new JobFailedException(
          "--asOf is \"%s\": give a day's end, such as 2026-11-21T00:00:00Z".formatted(asOf), e);
    }
  }
}
