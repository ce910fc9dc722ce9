package io.tidemark.workflows.scheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Instants at which the scheduler is to look again, by db-scheduler in the same database: it asks
 * the clock on the wall once a second, so a clock that is set, or a machine that slept, is noticed.
 */
final class Alarms implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(1);
  private final OneTimeTask<Void> look;
  private final Scheduler scheduler;

  Alarms(Database database, Runnable onAlarm) {
    look = Tasks.oneTime("look").execute((instance, context) -> onAlarm.run());
    scheduler =
        Scheduler.create(database.dataSource(), look)
            .executorService(threads)
            .threads(1)
            .pollingInterval(POLL)
            .heartbeatInterval(Duration.ofSeconds(5))
            .alwaysPersistTimestampInUTC()
            .build();
  }

  void start() {
    scheduler.start();
  }

  /** One alarm an instant, however often it is asked for. */
  void at(Instant instant) {
    scheduler.scheduleIfNotExists(look.instance(instant.toString()), instant);
  }

  @Override
  public void close() {
    scheduler.stop();
    threads.shutdown();
  }
}
