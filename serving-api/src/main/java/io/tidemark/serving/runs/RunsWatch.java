package io.tidemark.serving.runs;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.runs.BatchRuns.Status;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the scheduler again and again in the background how the daily workflow went. */
public final class RunsWatch implements Managed, BatchRunsReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunsWatch.class);

  private final Optional<BatchRunsReader> reader;
  private final SchedulerConfiguration configuration;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "runs-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile BatchRuns last;

  /** A watch over the scheduler that is configured, if one is. */
  public RunsWatch(SchedulerConfiguration configuration, Clock clock) {
    Optional<URI> address = configuration.uri();
    this.configuration = configuration;
    this.reader = address.map(uri -> new AirflowRuns(uri, configuration, clock));
    this.last =
        address.isPresent()
            ? BatchRuns.unknown(
                Status.UNKNOWN, configuration.workflow(), "it was not asked yet", null)
            : BatchRuns.unknown(
                Status.NOT_CONFIGURED,
                configuration.workflow(),
                "no scheduler is configured: set TIDEMARK_SCHEDULER or scheduler.address",
                null);
  }

  @Override
  public void start() {
    if (reader.isPresent()) {
      scheduler.scheduleWithFixedDelay(
          this::look, 0, configuration.poll().toMilliseconds(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void stop() {
    scheduler.shutdownNow();
  }

  @Override
  public BatchRuns read() {
    return last;
  }

  private void look() {
    try {
      last = reader.orElseThrow().read();
    } catch (RuntimeException e) {
      LOGGER.error("Asking the scheduler failed", e);
      last =
          BatchRuns.unknown(Status.UNKNOWN, configuration.workflow(), e.toString(), last.readAt());
    }
  }
}
