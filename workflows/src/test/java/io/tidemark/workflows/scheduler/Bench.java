package io.tidemark.workflows.scheduler;

import static org.awaitility.Awaitility.await;

import io.tidemark.workflows.Command;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Retries;
import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A scheduler whose tasks are shell scripts, in a folder. */
final class Bench implements AutoCloseable {
  static final DataDay DAY = new DataDay(LocalDate.of(2026, 11, 20));
  private static final Retries NONE = Retries.NONE;

  final Database database;
  final Scheduler scheduler;
  final RunControl control;
  final Archive archive;

  Bench(Path folder, Clock clock, Workflow... workflows) {
    database = Database.open(folder);
    Catalog catalog = new Catalog(List.of(workflows));
    Attempts attempts =
        new Attempts(
            List.of("/bin/sh", "-c"), folder.resolve("tries"), Duration.ofSeconds(1), clock);
    scheduler = new Scheduler(database, catalog, attempts, clock);
    control = new RunControl(scheduler);
    archive = new Archive(database, catalog);
    scheduler.start();
  }

  /** A task without retries. */
  static Task script(String id, String script, String... upstream) {
    return Task.of(id, Command.of(script)).after(upstream).retried(NONE);
  }

  /** A workflow that is started by hand, one run at a time. */
  static Workflow workflow(String id, Task... tasks) {
    return new Workflow(
        id, "d", Optional.empty(), new Limits(1, Duration.ofHours(1)), List.of(tasks));
  }

  static Workflow scheduled(String id, Schedule schedule, Task... tasks) {
    return new Workflow(
        id, "d", Optional.of(schedule), new Limits(1, Duration.ofHours(1)), List.of(tasks));
  }

  Run trigger(String dagId, String runId) {
    return control.trigger(
        new NewRun(
            dagId,
            runId,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            scheduler.clock().instant(),
            new NewRun.Origin("manual", "rest_api", Optional.of("somebody")),
            DAY,
            "{}",
            Optional.empty()));
  }

  Run run(String dagId, String runId) {
    return archive.run(dagId, runId).orElseThrow();
  }

  /** Waits for a run's end; looks now and then, as the alarms do. */
  Run ended(String dagId, String runId) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              scheduler.look();
              return run(dagId, runId).state().isFinished();
            });
    return run(dagId, runId);
  }

  TaskRow task(String dagId, String runId, String taskId) {
    return archive.task(run(dagId, runId), taskId).orElseThrow();
  }

  void awaitTask(String dagId, String runId, String taskId, TaskStatus status) {
    await().atMost(Duration.ofSeconds(30)).until(() -> task(dagId, runId, taskId).is(status));
  }

  /** States by task; {@code none} where there is none. */
  Map<String, String> states(String dagId, String runId) {
    Query query = new Query(1000, 0).equal("r.dag_id", dagId).equal("r.run_id", runId);
    return archive.tasks(query).items().stream()
        .collect(
            Collectors.toMap(
                each -> each.task().taskId(),
                each -> each.task().state().map(TaskStatus::id).orElse("none")));
  }

  List<String> log(String dagId, String runId, String taskId, int tryNumber) {
    return scheduler.attempts().files(run(dagId, runId).runKey(), taskId, tryNumber).lastLines(100);
  }

  @Override
  public void close() {
    scheduler.close();
    database.close();
  }
}
