package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Judges {@link RecordLiveActions} by what it left in HBase: it is up while every partition got a
 * heartbeat within the last seconds. That is the whole path, Kafka, Flink and HBase, wherever the
 * pipeline runs.
 */
final class WatermarkHealth implements AutoCloseable {
  /** How old the newest committed heartbeat of a partition may be. */
  static final Duration FRESH = Duration.ofSeconds(5);

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final StoreConfig store;
  private final Instant startedAt = Instant.now();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watermark-health");
            thread.setDaemon(true);
            return thread;
          });

  private StoreConnection connection;
  private volatile Optional<Instant> committed = Optional.empty();
  private volatile String trouble = "no heartbeat was committed to HBase yet";

  /** Starts to watch. */
  WatermarkHealth(StoreConfig store) {
    this.store = requireNonNull(store, "store is null").withOperationTimeout(FRESH);
    var unused =
        clock.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How the stream was half a second ago at most. */
  StreamHealth get() {
    return judge(committed, startedAt, Instant.now(), trouble);
  }

  /**
   * The verdict.
   *
   * @param committed the heartbeat of the partition that is furthest behind
   * @param startedAt heartbeats from before are an earlier process's
   * @param trouble what to say if there is no heartbeat of this process
   */
  static StreamHealth judge(
      Optional<Instant> committed, Instant startedAt, Instant now, String trouble) {
    if (committed.isEmpty() || committed.get().isBefore(startedAt)) {
      return StreamHealth.starting(trouble);
    }
    String age = Duration.between(committed.get(), now).toMillis() + " ms ago";
    return committed.get().isBefore(now.minus(FRESH))
        ? StreamHealth.down("the newest heartbeat in HBase was sent " + age + ": " + trouble)
        : StreamHealth.up("the newest heartbeat in HBase was sent " + age);
  }

  /** The heartbeat of the partition that is furthest behind; empty if one never had any. */
  static Optional<Instant> furthestBehind(List<Watermark> marks) {
    if (marks.isEmpty() || marks.stream().anyMatch(mark -> mark.heartbeat().isEmpty())) {
      return Optional.empty();
    }
    return marks.stream().flatMap(mark -> mark.heartbeat().stream()).min(Comparator.naturalOrder());
  }

  private void look() {
    try {
      if (connection == null) {
        connection = StoreConnection.open(store);
      }
      committed = furthestBehind(new Watermarks(connection).all());
      trouble = "the stream is behind, see its log";
    } catch (StoreException e) {
      trouble = e.getMessage();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (connection != null) {
      connection.close();
    }
  }
}
