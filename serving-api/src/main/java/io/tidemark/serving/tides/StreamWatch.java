package io.tidemark.serving.tides;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.freshness.StreamReading;
import io.tidemark.store.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stream's watermarks again and again in the background. What it has is always told with
 * the instant it was read at: if reading fails, that instant stays behind.
 */
public final class StreamWatch implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamWatch.class);

  private final TideStore store;
  private final Supplier<OptionalInt> partitions;
  private final Clock clock;
  private final Duration interval;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "stream-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<StreamReading> last = Optional.empty();

  /**
   * @param store where the watermarks are
   * @param partitions how many partitions the topic has, if known
   * @param clock the time of day
   * @param interval from one read to the next
   */
  public StreamWatch(
      TideStore store, Supplier<OptionalInt> partitions, Clock clock, Duration interval) {
    this.store = store;
    this.partitions = partitions;
    this.clock = clock;
    this.interval = interval;
  }

  @Override
  public void start() {
    scheduler.scheduleWithFixedDelay(this::read, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    scheduler.shutdownNow();
  }

  /** The watermarks as they were last read, empty if they never were. */
  public Optional<StreamReading> last() {
    return last;
  }

  private void read() {
    Instant readAt = clock.instant();
    store
        .watermarks()
        .whenComplete(
            (watermarks, failure) -> {
              if (failure == null) {
                keep(watermarks, readAt);
              } else {
                LOGGER.debug("The watermarks could not be read", failure);
              }
            });
  }

  /** A read that took long must not take the place of one that was asked for after it. */
  private synchronized void keep(List<Watermark> watermarks, Instant readAt) {
    if (last.map(reading -> reading.readAt().isBefore(readAt)).orElse(true)) {
      last = Optional.of(StreamReading.after(last, watermarks, partitions.get(), readAt));
    }
  }
}
