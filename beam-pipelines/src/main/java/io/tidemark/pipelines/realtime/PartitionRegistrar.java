package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.DayPartitions;
import io.tidemark.pipelines.actionlog.HiveConnection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Hive of the days that have files, in a thread of its own: files are safe where they are, so
 * a Hive that is slow or away must not hold up the stream. It tries until Hive has taken them.
 */
final class PartitionRegistrar implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(PartitionRegistrar.class);

  private final String table;
  private final Registration registration;
  private final Set<LocalDate> registered = new HashSet<>();
  private final Set<LocalDate> waiting = new TreeSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "partition-registrar");
            thread.setDaemon(true);
            return thread;
          });

  private boolean failing;

  /** Makes days partitions of the table; done twice, it changes nothing. */
  @FunctionalInterface
  interface Registration {
    /** Throws a runtime exception if Hive did not take them. */
    void register(Collection<LocalDate> days);

    /** Registration over JDBC, connecting each time: it is rare, and Hive may have restarted. */
    static Registration overJdbc(String hive, String table) {
      return days -> {
        try (HiveConnection connection = HiveConnection.open(hive)) {
          DayPartitions.register(connection, table, days);
        }
      };
    }
  }

  /**
   * Starts.
   *
   * @param table whose days they are, for the log
   * @param every how often it looks for days that wait
   */
  PartitionRegistrar(String table, Registration registration, Duration every) {
    this.table = requireNonNull(table, "table is null");
    this.registration = requireNonNull(registration, "registration is null");
    var unused =
        clock.scheduleWithFixedDelay(
            this::registerWaiting, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** These days have files. Returns at once. */
  synchronized void add(Collection<LocalDate> days) {
    waiting.addAll(days);
    waiting.removeAll(registered);
  }

  private synchronized Set<LocalDate> waiting() {
    return new TreeSet<>(waiting);
  }

  private void registerWaiting() {
    Set<LocalDate> days = waiting();
    if (days.isEmpty()) {
      return;
    }
    try {
      registration.register(days);
      logger.info("Hive knows of {} more days of {}: {}", days.size(), table, days);
      failing = false;
      done(days);
    } catch (RuntimeException e) {
      if (!failing) {
        logger.warn("Hive does not take {} days of {} yet: {}", days.size(), table, e.getMessage());
      }
      failing = true;
    }
  }

  private synchronized void done(Set<LocalDate> days) {
    registered.addAll(days);
    waiting.removeAll(days);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
