package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import io.tidemark.store.LiveActions;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreException;
import io.tidemark.store.Watermark;
import io.tidemark.store.Watermarks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.BackOff;
import org.apache.beam.sdk.util.BackOffUtils;
import org.apache.beam.sdk.util.FluentBackoff;
import org.apache.beam.sdk.util.Sleeper;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live events into HBase, a bundle at a time: first its actions, then the watermarks that promise
 * them. A bundle that HBase does not take after some retries fails, and Flink reads it again;
 * writing an action twice is writing it once.
 */
final class WriteLiveActions extends PTransform<PCollection<LiveEvent>, PDone> {
  private final StoreConfig store;

  WriteLiveActions(StoreConfig store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public PDone expand(PCollection<LiveEvent> events) {
    events.apply("Write", ParDo.of(new Write(store)));
    return PDone.in(events.getPipeline());
  }

  static final class Write extends DoFn<LiveEvent, Void> {
    private static final Logger logger = LoggerFactory.getLogger(WriteLiveActions.class);

    /** What is held at most before it is written, so that a large bundle needs no large heap. */
    private static final int MAX_HELD = 1_000;

    /**
     * How often watermarks are written while only actions come. A heartbeat's is always written at
     * once, so no mark waits longer than until the next heartbeat.
     */
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(100);

    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

    private static final FluentBackoff RETRIES =
        FluentBackoff.DEFAULT
            .withMaxRetries(4)
            .withInitialBackoff(org.joda.time.Duration.millis(200))
            .withMaxBackoff(org.joda.time.Duration.standardSeconds(2));

    private final Counter recorded = Metrics.counter(WriteLiveActions.class, "actions_recorded");
    private final Counter heartbeats = Metrics.counter(WriteLiveActions.class, "heartbeats");
    private final Counter retries = Metrics.counter(WriteLiveActions.class, "hbase_retries");
    private final Distribution lag = Metrics.distribution(WriteLiveActions.class, "lag_ms");

    private final StoreConfig store;
    private transient StoreConnection connection;
    private transient LiveActions liveActions;
    private transient Watermarks watermarks;
    private transient PartitionWatermarks marks;
    private transient List<Action> held;
    private transient boolean heartbeatHeld;
    private transient long watermarksWrittenAt;
    private transient long recordedSinceReport;
    private transient long reportedAt;

    private Write(StoreConfig store) {
      this.store = store;
    }

    @Setup
    public void setup() {
      connection = StoreConnection.open(store);
      liveActions = new LiveActions(connection);
      watermarks = new Watermarks(connection);
      marks = new PartitionWatermarks();
      watermarksWrittenAt = System.nanoTime();
      reportedAt = System.nanoTime();
    }

    @StartBundle
    public void startBundle() {
      held = new ArrayList<>();
      heartbeatHeld = false;
    }

    @ProcessElement
    public void process(@Element LiveEvent event) throws IOException, InterruptedException {
      marks.note(event);
      if (event instanceof LiveEvent.Recorded action) {
        held.add(action.action());
      } else if (event instanceof LiveEvent.Heartbeat) {
        heartbeats.inc();
        heartbeatHeld = true;
      }
      if (held.size() >= MAX_HELD) {
        writeActions();
      }
    }

    @FinishBundle
    public void finishBundle() throws IOException, InterruptedException {
      writeActions();
      long sinceWatermarks = System.nanoTime() - watermarksWrittenAt;
      if (heartbeatHeld || sinceWatermarks > WATERMARK_INTERVAL.toNanos()) {
        List<Watermark> changed = marks.unwritten(Instant.now());
        retrying(() -> watermarks.write(changed));
        marks.written();
        watermarksWrittenAt = System.nanoTime();
      }
      report();
    }

    @Teardown
    public void teardown() {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }

    private void writeActions() throws IOException, InterruptedException {
      if (held.isEmpty()) {
        return;
      }
      retrying(() -> liveActions.write(held));
      long now = System.currentTimeMillis();
      for (Action action : held) {
        lag.update(now - action.occurredAt());
      }
      recorded.inc(held.size());
      recordedSinceReport += held.size();
      held.clear();
    }

    private void report() {
      if (System.nanoTime() - reportedAt > REPORT_INTERVAL.toNanos()) {
        if (recordedSinceReport > 0) {
          logger.info("Recorded {} actions in the last minute", recordedSinceReport);
        }
        recordedSinceReport = 0;
        reportedAt = System.nanoTime();
      }
    }

    private void retrying(Runnable write) throws IOException, InterruptedException {
      BackOff backOff = RETRIES.backoff();
      while (true) {
        try {
          write.run();
          return;
        } catch (StoreException e) {
          if (!BackOffUtils.next(Sleeper.DEFAULT, backOff)) {
            throw e;
          }
          retries.inc();
          logger.warn("HBase did not take a bundle, trying again: {}", e.getMessage());
        }
      }
    }
  }
}
