package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.workflows.Resources;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.process.ProcessKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps runs going. Every change, whoever wants it, is one transaction under one lock, and ends
 * with a look at what follows from it. What a transaction starts, it starts after its commit.
 *
 * <p>After a crash: a try whose process still lives is gone on with; one whose process has ended is
 * judged by the exit status it left; one that left none has failed and is tried again; one that had
 * been queued and not yet let go has not run, and is queued again.
 */
public final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final int DEFAULT_SLOTS = 16;

  private final Database database;
  private final Catalog catalog;
  private final Attempts attempts;
  private final Clock clock;
  private final Decisions decisions;
  private final Due due;
  private final Alarms alarms;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile Instant lastLook = Instant.EPOCH;
  private volatile boolean stopping;

  /**
   * @param database open; not closed by this
   * @param attempts closed by this
   */
  public Scheduler(Database database, Catalog catalog, Attempts attempts, Clock clock) {
    this.database = requireNonNull(database, "database is null");
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.attempts = requireNonNull(attempts, "attempts is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.decisions = new Decisions(catalog, attempts);
    this.due = new Due(catalog);
    this.alarms = new Alarms(database, this::look);
    attempts.tell(
        new Attempts.Listener() {
          @Override
          public boolean started(TryKey key, ProcessKey process) {
            return recordStart(key, process);
          }

          @Override
          public void ended(TryKey key, Attempts.Ending ending) {
            recordEnd(key, ending);
          }
        });
  }

  /** Goes on from where the database stands. */
  public void start() {
    change(
        change -> {
          register(change);
          recover(change);
          return null;
        });
    alarms.start();
  }

  /** Looks at what is due. */
  public void look() {
    change(change -> null);
  }

  /** When it last looked: its sign of life. */
  public Instant lastLook() {
    return lastLook;
  }

  public Catalog catalog() {
    return catalog;
  }

  public Attempts attempts() {
    return attempts;
  }

  /** Ends what runs, to be tried again at the next start, and stops. */
  @Override
  public void close() {
    stopping = true;
    alarms.close();
    attempts.close();
  }

  Clock clock() {
    return clock;
  }

  Decisions decisions() {
    return decisions;
  }

  /** Does something in a transaction, and whatever follows from it. */
  <T> T change(Function<Change, T> work) {
    lock.lock();
    try {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      Change[] made = new Change[1];
      T result =
          database
              .jdbi()
              .inTransaction(
                  handle -> {
                    Change change = new Change(new Tables(handle), now);
                    made[0] = change;
                    T value = work.apply(change);
                    if (!stopping) {
                      due.makeRuns(change);
                      decisions.decide(change);
                    }
                    return value;
                  });
      made[0].afterwards().forEach(Runnable::run);
      if (!made[0].looks().isEmpty() && !stopping) {
        alarms.at(made[0].looks().first());
      }
      lastLook = now;
      return result;
    } finally {
      lock.unlock();
    }
  }

  private void register(Change change) {
    Tables tables = change.tables();
    for (Workflow workflow : catalog.all()) {
      if (!tables.dags().containsKey(workflow.id())) {
        tables.add(new DagRow(workflow.id(), false, change.now()));
      }
      for (Task task : workflow.tasks()) {
        String pool = task.resources().pool();
        if (!tables.pools().containsKey(pool)) {
          int slots = pool.equals(Resources.DEFAULT_POOL) ? DEFAULT_SLOTS : 1;
          tables.write(new PoolRow(pool, slots, Optional.empty(), false));
        }
      }
    }
  }

  private void recover(Change change) {
    Tables tables = change.tables();
    for (Attempt attempt : tables.attempts()) {
      Optional<TaskRow> task = tables.task(attempt.runKey(), attempt.taskId());
      boolean wanted =
          task.isPresent()
              && task.get().is(TaskStatus.RUNNING)
              && task.get().tryNumber() == attempt.tryNumber();
      Duration timeLeft = wanted ? timeLeft(tables, attempt, change.now()) : Duration.ZERO;
      LOG.info("{}: {}", attempt.key(), wanted ? "going on with it" : "ending what is left of it");
      change.afterCommit(() -> attempts.adopt(attempt.key(), attempt.process(), timeLeft));
    }
    tables
        .handle()
        .createQuery(
            "select t.* from task_instance t where t.state in ('queued', 'running', 'restarting')"
                + " and not exists (select 1 from attempt a where a.run_key = t.run_key"
                + " and a.task_id = t.task_id)")
        .mapTo(TaskRow.class)
        .list()
        .forEach(
            task ->
                tables.update(
                    Edits.state(
                        task,
                        task.is(TaskStatus.RESTARTING)
                            ? Optional.empty()
                            : Optional.of(TaskStatus.SCHEDULED))));
  }

  private Duration timeLeft(Tables tables, Attempt attempt, Instant now) {
    Duration timeout =
        tables
            .run(attempt.runKey())
            .flatMap(run -> catalog.workflow(run.dagId()))
            .flatMap(workflow -> workflow.task(attempt.taskId()))
            .map(Task::timeout)
            .orElse(Duration.ZERO);
    Duration spent = Duration.between(attempt.started(), now);
    Duration left = timeout.minus(spent.isNegative() ? Duration.ZERO : spent);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean recordStart(TryKey key, ProcessKey process) {
    return change(
        change -> {
          Optional<TaskRow> task = change.tables().task(key.runKey(), key.taskId());
          boolean wanted =
              !stopping
                  && task.isPresent()
                  && task.get().is(TaskStatus.QUEUED)
                  && task.get().tryNumber() == key.tryNumber();
          if (wanted) {
            change
                .tables()
                .addAttempt(
                    new Attempt(
                        key.runKey(),
                        key.taskId(),
                        key.tryNumber(),
                        process.pid(),
                        process.startTicks(),
                        process.boot(),
                        change.now()));
            change.tables().update(Edits.running(task.get(), process.pid(), change.now()));
          }
          return wanted;
        });
  }

  private void recordEnd(TryKey key, Attempts.Ending ending) {
    change(
        change -> {
          Tables tables = change.tables();
          tables.removeAttempt(key);
          tables
              .task(key.runKey(), key.taskId())
              .filter(task -> task.tryNumber() == key.tryNumber())
              .map(task -> judged(change, task, key, ending))
              .ifPresent(tables::update);
          return null;
        });
  }

  private TaskRow judged(Change change, TaskRow task, TryKey key, Attempts.Ending ending) {
    if (task.is(TaskStatus.RESTARTING)) {
      return Edits.state(task, Optional.empty());
    }
    if (!task.is(TaskStatus.RUNNING) && !task.is(TaskStatus.QUEUED)) {
      // Somebody has decided otherwise while it ran.
      return task;
    }
    if (ending.isSuccess()) {
      String value = TextNode.valueOf(ending.lastLine()).toString();
      change.tables().setXCom(key, "return_value", value, change.now());
      return Edits.ended(task, TaskStatus.SUCCESS, change.now());
    }
    if (stopping) {
      // Being stopped costs no try.
      TaskRow again = Edits.maxTries(task, task.maxTries() + 1);
      return Edits.retryAt(Edits.ended(again, TaskStatus.UP_FOR_RETRY, change.now()), change.now());
    }
    TaskRow failed = Edits.note(task, Optional.of(ending.reason()));
    if (task.tryNumber() > task.maxTries()) {
      return Edits.ended(failed, TaskStatus.FAILED, change.now());
    }
    Duration delay = delay(change.tables(), task);
    return Edits.retryAt(
        Edits.ended(failed, TaskStatus.UP_FOR_RETRY, change.now()), change.now().plus(delay));
  }

  private Duration delay(Tables tables, TaskRow task) {
    return tables
        .run(task.runKey())
        .flatMap(run -> catalog.workflow(run.dagId()))
        .flatMap(workflow -> workflow.task(task.taskId()))
        .map(
            definition -> {
              int before = Math.max(0, task.maxTries() - definition.retries().count());
              return definition.retries().delayAfter(task.tryNumber() - before);
            })
        .orElse(Duration.ZERO);
  }
}
