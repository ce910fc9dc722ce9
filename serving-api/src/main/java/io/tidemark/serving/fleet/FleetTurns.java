package io.tidemark.serving.fleet;

import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets the past go: begins the slices of time of what is kept of the last minutes. */
public final class FleetTurns implements Managed {
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fleet-turns");
            thread.setDaemon(true);
            return thread;
          });
  private final RecentAnswers answers;
  private final SampledChanges changes;

  /** Turns the slices of both. */
  public FleetTurns(RecentAnswers answers, SampledChanges changes) {
    this.answers = answers;
    this.changes = changes;
  }

  @Override
  public void start() {
    every(RecentAnswers.SLICE, answers::turn);
    every(SampledChanges.SLICE, changes::turn);
  }

  @Override
  public void stop() {
    scheduler.shutdownNow();
  }

  private void every(Duration slice, Runnable turn) {
    scheduler.scheduleAtFixedRate(turn, slice.toMillis(), slice.toMillis(), TimeUnit.MILLISECONDS);
  }
}
