package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Judges {@link ArchiveActions} by the offsets it commits once files are in place: it is up while
 * its pipeline runs and either nothing waits to be archived or offsets keep moving.
 */
final class ArchiveHealth implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private final String consumerGroup;
  private final Duration stalledAfter;
  private final BooleanSupplier pipelineRuns;
  private final Admin admin;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "archive-health");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Progress progress = new Progress(Map.of(), 0, Instant.now(), Optional.empty());

  /**
   * What is known of the archive.
   *
   * @param committed by partition
   * @param waiting records behind the committed offsets
   * @param movedAt when offsets last moved, nothing waited, or the process started
   * @param trouble why Kafka could not be asked, if so
   */
  record Progress(
      Map<TopicPartition, Long> committed,
      long waiting,
      Instant movedAt,
      Optional<String> trouble) {}

  /**
   * Starts to watch.
   *
   * @param stalledAfter for how long offsets may stand still while records wait
   * @param pipelineRuns whether Flink runs the pipeline
   */
  ArchiveHealth(
      String bootstrapServers,
      String consumerGroup,
      Duration stalledAfter,
      BooleanSupplier pipelineRuns) {
    this.consumerGroup = requireNonNull(consumerGroup, "consumerGroup is null");
    this.stalledAfter = requireNonNull(stalledAfter, "stalledAfter is null");
    this.pipelineRuns = requireNonNull(pipelineRuns, "pipelineRuns is null");
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis()));
    var unused =
        clock.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How the stream was a second ago at most. */
  StreamHealth get() {
    return judge(pipelineRuns.getAsBoolean(), progress, stalledAfter, Instant.now());
  }

  /** The verdict. */
  static StreamHealth judge(
      boolean pipelineRuns, Progress progress, Duration stalledAfter, Instant now) {
    if (!pipelineRuns) {
      return StreamHealth.starting("the pipeline does not run yet");
    }
    if (progress.trouble().isPresent()) {
      return StreamHealth.down(progress.trouble().get());
    }
    Duration still = Duration.between(progress.movedAt(), now);
    if (still.compareTo(stalledAfter) > 0) {
      return StreamHealth.down(
          "%d records wait and none was archived for %d s: see the log"
              .formatted(progress.waiting(), still.toSeconds()));
    }
    return StreamHealth.up(
        "%d records behind the last file, heartbeats included".formatted(progress.waiting()));
  }

  private void look() {
    Progress before = progress;
    try {
      progress = next(before, committed());
    } catch (ExecutionException e) {
      progress =
          new Progress(
              before.committed(),
              before.waiting(),
              before.movedAt(),
              Optional.of("Kafka does not answer: " + e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Progress next(Progress before, Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    long waiting = 0;
    for (var end : admin.listOffsets(ends).all().get().entrySet()) {
      waiting += end.getValue().offset() - committed.get(end.getKey());
    }
    boolean moved = !committed.equals(before.committed()) || (waiting == 0 && !committed.isEmpty());
    return new Progress(
        committed, waiting, moved ? Instant.now() : before.movedAt(), Optional.empty());
  }

  private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(consumerGroup).partitionsToOffsetAndMetadata().get();
    offsets.forEach(
        (partition, offset) -> {
          if (offset != null) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
