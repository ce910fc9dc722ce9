package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.scheduler.RefusedException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What people do to runs: start, clear, mark, pause, forget. Each throws {@link RefusedException}.
 */
public final class RunControl {
  private final Scheduler scheduler;

  public RunControl(Scheduler scheduler) {
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /** Starts a run; as soon as it may. */
  public Run trigger(NewRun wanted) {
    Workflow workflow = workflow(wanted.dagId());
    return scheduler.change(
        change ->
            RunMaker.make(change, workflow, wanted)
                .orElseThrow(
                    () ->
                        new RefusedException(
                            Reason.EXISTS,
                            "there is a run '%s', or one of that logical date"
                                .formatted(wanted.runId()))));
  }

  public void setPaused(String dagId, boolean paused) {
    workflow(dagId);
    scheduler.change(
        change -> {
          change.tables().setPaused(dagId, paused);
          return null;
        });
  }

  /**
   * Has tasks run again.
   *
   * @param dryRun only tells which
   * @param restart whether the run goes on at once, too
   * @return the tasks, as they are then
   */
  public List<TaskRow> clear(
      String dagId, String runId, Selection selection, boolean dryRun, boolean restart) {
    Workflow workflow = workflow(dagId);
    return scheduler.change(
        change -> {
          Run run = run(change, dagId, runId);
          Set<String> ids = selected(workflow, selection);
          List<TaskRow> tasks =
              change.tables().tasks(run.runKey()).stream()
                  .filter(task -> ids.contains(task.taskId()) && selection.fits(task))
                  .toList();
          if (dryRun || tasks.isEmpty()) {
            return tasks;
          }
          tasks.forEach(task -> clear(change, workflow, task));
          if (restart) {
            requeue(change, run);
          }
          return tasks.stream()
              .map(task -> change.tables().task(run.runKey(), task.taskId()).orElseThrow())
              .toList();
        });
  }

  /**
   * Sets a task to success, failed or skipped, and lets what waits for it go on.
   *
   * @param dryRun only tells which
   * @return the task, as it is then
   */
  public TaskRow mark(String dagId, String runId, String taskId, TaskStatus state, boolean dryRun) {
    Workflow workflow = workflow(dagId);
    return scheduler.change(
        change -> {
          Run run = run(change, dagId, runId);
          TaskRow task = task(change, run, taskId);
          if (task.is(state)) {
            throw new RefusedException(
                Reason.STATE, "Task id %s is already in %s state".formatted(taskId, state.id()));
          }
          if (dryRun) {
            return task;
          }
          scheduler.decisions().endProcesses(change, task);
          TaskRow marked = Edits.ended(task, state, change.now());
          change.tables().update(marked);
          boolean resumed = resumeDownstream(change, workflow, run, taskId);
          if (resumed && run.state().isFinished()) {
            requeue(change, run);
          }
          return marked;
        });
  }

  /** A task with what it waits for, or what waits for it, through any number of others. */
  public Set<String> related(String dagId, String taskId, boolean upstream, boolean downstream) {
    return selected(
        workflow(dagId), new Selection(List.of(taskId), false, false, upstream, downstream));
  }

  /** Sets a run to success, failed or queued. */
  public Run mark(String dagId, String runId, RunStatus state) {
    return scheduler.change(
        change -> {
          Run run = run(change, dagId, runId);
          if (state == RunStatus.QUEUED) {
            return requeue(change, run);
          }
          return end(change, run, state);
        });
  }

  /** Ends a run with what it has not finished. */
  Run end(Change change, Run run, RunStatus state) {
    for (TaskRow task : change.tables().tasks(run.runKey())) {
      if (!task.isFinished()) {
        scheduler.decisions().endProcesses(change, task);
        change.tables().update(Edits.ended(task, over(state, task), change.now()));
      }
    }
    Run ended = Edits.run(run, state, change.now());
    change.tables().update(ended);
    return ended;
  }

  /** Has all of a run's tasks run again. */
  Run again(Change change, Workflow workflow, Run run) {
    change.tables().tasks(run.runKey()).forEach(task -> clear(change, workflow, task));
    return requeue(change, run);
  }

  public Run note(String dagId, String runId, Optional<String> note) {
    return scheduler.change(
        change -> {
          Run noted = Edits.note(run(change, dagId, runId), note);
          change.tables().update(noted);
          return noted;
        });
  }

  public TaskRow note(String dagId, String runId, String taskId, Optional<String> note) {
    return scheduler.change(
        change -> {
          TaskRow noted = Edits.note(task(change, run(change, dagId, runId), taskId), note);
          change.tables().update(noted);
          return noted;
        });
  }

  /** Forgets a run with its tasks; one that runs is not forgotten. */
  public void delete(String dagId, String runId) {
    scheduler.change(
        change -> {
          Run run = run(change, dagId, runId);
          if (run.state() == RunStatus.RUNNING) {
            throw new RefusedException(
                Reason.STATE,
                "The DagRun with dag_id: `%s` and run_id: `%s` cannot be deleted in running state"
                    .formatted(dagId, runId));
          }
          change
              .tables()
              .tasks(run.runKey())
              .forEach(task -> scheduler.decisions().endProcesses(change, task));
          change
              .tables()
              .handle()
              .createUpdate("delete from dag_run where run_key = :key")
              .bind("key", run.runKey())
              .execute();
          change.afterCommit(() -> scheduler.attempts().forget(run.runKey()));
          return null;
        });
  }

  private void clear(Change change, Workflow workflow, TaskRow task) {
    int retries = workflow.task(task.taskId()).map(each -> each.retries().count()).orElse(0);
    TaskRow cleared =
        Edits.note(Edits.maxTries(task, task.tryNumber() + retries), Optional.empty());
    boolean runs = task.is(TaskStatus.RUNNING) || task.is(TaskStatus.RESTARTING);
    if (runs) {
      scheduler.decisions().endProcesses(change, task);
    }
    change
        .tables()
        .update(Edits.state(cleared, runs ? Optional.of(TaskStatus.RESTARTING) : Optional.empty()));
    change.tables().clearXComs(task.runKey(), task.taskId());
  }

  private static Run requeue(Change change, Run run) {
    // The old reason is no longer true; a note that a person wrote looks the same and goes, too,
    // only if the run had failed.
    Optional<String> note = run.state() == RunStatus.FAILED ? Optional.empty() : run.note();
    Run queued = Edits.note(Edits.run(run, RunStatus.QUEUED, change.now()), note);
    change.tables().update(queued);
    return queued;
  }

  private boolean resumeDownstream(Change change, Workflow workflow, Run run, String taskId) {
    boolean any = false;
    Set<String> below = closure(List.of(taskId), workflow::downstream);
    below.remove(taskId);
    for (TaskRow task : change.tables().tasks(run.runKey())) {
      boolean failed = task.is(TaskStatus.FAILED) || task.is(TaskStatus.UPSTREAM_FAILED);
      if (below.contains(task.taskId()) && failed) {
        clear(change, workflow, task);
        any = true;
      }
    }
    return any;
  }

  private static TaskStatus over(RunStatus state, TaskRow task) {
    if (state == RunStatus.SUCCESS) {
      return TaskStatus.SUCCESS;
    }
    return task.is(TaskStatus.RUNNING) ? TaskStatus.FAILED : TaskStatus.SKIPPED;
  }

  private static Set<String> selected(Workflow workflow, Selection selection) {
    List<String> all = workflow.tasks().stream().map(Task::id).toList();
    if (selection.taskIds().isEmpty()) {
      return new LinkedHashSet<>(all);
    }
    Set<String> ids = new LinkedHashSet<>(selection.taskIds());
    if (selection.downstream()) {
      ids.addAll(closure(selection.taskIds(), workflow::downstream));
    }
    if (selection.upstream()) {
      ids.addAll(
          closure(
              selection.taskIds(), id -> workflow.task(id).map(Task::upstream).orElse(List.of())));
    }
    return ids;
  }

  private static Set<String> closure(List<String> from, Function<String, List<String>> next) {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      String id = open.poll();
      if (reached.add(id)) {
        open.addAll(next.apply(id));
      }
    }
    return reached;
  }

  Workflow workflow(String dagId) {
    return scheduler
        .catalog()
        .workflow(dagId)
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.NOT_FOUND, "The Dag with ID: `%s` was not found".formatted(dagId)));
  }

  private static Run run(Change change, String dagId, String runId) {
    return change
        .tables()
        .run(dagId, runId)
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.NOT_FOUND,
                    "The DagRun with dag_id: `%s` and run_id: `%s` was not found"
                        .formatted(dagId, runId)));
  }

  private static TaskRow task(Change change, Run run, String taskId) {
    return change
        .tables()
        .task(run.runKey(), taskId)
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.NOT_FOUND,
                    "The Task Instance with dag_id: `%s`, run_id: `%s` and task_id: `%s` was not found"
                        .formatted(run.dagId(), run.runId(), taskId)));
  }
}
