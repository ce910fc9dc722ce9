package io.tidemark.workflows.scheduler;

import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from how things stand: which runs start, which tasks may begin, fail or are passed
 * over because of others, and which runs are over. Looking twice changes nothing more.
 */
final class Decisions {
  /** Queued runs of a workflow that are looked at, the oldest; further ones wait behind them. */
  private static final int MOST_QUEUED = 100;

  private final Catalog catalog;
  private final Attempts attempts;

  Decisions(Catalog catalog, Attempts attempts) {
    this.catalog = catalog;
    this.attempts = attempts;
  }

  void decide(Change change) {
    Map<String, DagRow> dags = change.tables().dags();
    Slots slots = new Slots(change.tables().pools(), change.tables().slotsTaken());
    Active active = new Active(change.tables().backfills().openByRun());
    for (Run run : change.tables().runningRuns()) {
      Optional<Workflow> workflow = going(run.dagId(), dags);
      if (workflow.isPresent() && advance(change, workflow.get(), run, slots)) {
        active.add(run);
      }
    }
    for (String dagId : dags.keySet()) {
      going(dagId, dags).ifPresent(workflow -> startQueued(change, workflow, active, slots));
    }
    change.tables().nextQueued(change.now()).ifPresent(change::lookAt);
    change.tables().backfills().complete(change.now());
  }

  /** The workflow, if it is still there and not paused. */
  private Optional<Workflow> going(String dagId, Map<String, DagRow> dags) {
    return dags.get(dagId).isPaused() ? Optional.empty() : catalog.workflow(dagId);
  }

  private void startQueued(Change change, Workflow workflow, Active active, Slots slots) {
    if (!active.hasRoom(workflow)) {
      return;
    }
    for (Run queued : change.tables().queuedRuns(workflow.id(), change.now(), MOST_QUEUED)) {
      if (!active.hasRoom(workflow)) {
        return;
      }
      if (active.hasRoom(queued)) {
        Run running = Edits.run(queued, RunStatus.RUNNING, change.now());
        change.tables().update(running);
        if (advance(change, workflow, running, slots)) {
          active.add(running);
        }
      }
    }
  }

  /**
   * What follows in a run that runs.
   *
   * @return whether it goes on: what has ended makes room for the next at once
   */
  private boolean advance(Change change, Workflow workflow, Run run, Slots slots) {
    List<TaskRow> tasks = change.tables().tasks(run.runKey());
    Instant runsOutAt = run.startDate().orElse(change.now()).plus(workflow.limits().runTimeout());
    if (!runsOutAt.isAfter(change.now())) {
      runOut(change, workflow, run, tasks);
      return false;
    }
    change.lookAt(runsOutAt);
    Map<String, TaskRow> byId = new LinkedHashMap<>();
    tasks.forEach(task -> byId.put(task.taskId(), task));
    for (TaskRow task : tasks) {
      TaskRow now = decided(change, workflow, task, byId);
      if (now.is(TaskStatus.SCHEDULED)) {
        now = begun(change, workflow, run, now, slots);
      }
      if (!now.equals(task)) {
        change.tables().update(now);
        byId.put(now.taskId(), now);
      }
    }
    if (byId.values().stream().allMatch(TaskRow::isFinished)) {
      finish(change, workflow, run, byId);
      return false;
    }
    return true;
  }

  private static TaskRow decided(
      Change change, Workflow workflow, TaskRow task, Map<String, TaskRow> byId) {
    Optional<Task> definition = workflow.task(task.taskId());
    if (definition.isEmpty()) {
      return task.isFinished() || task.state().map(TaskStatus::takesSlots).orElse(false)
          ? task
          : Edits.ended(task, TaskStatus.REMOVED, change.now());
    }
    if (task.state().isEmpty()) {
      return afterUpstream(change, task, definition.get(), byId);
    }
    if (task.is(TaskStatus.UP_FOR_RETRY)) {
      Instant at = task.nextTryAt().orElse(change.now());
      if (at.isAfter(change.now())) {
        change.lookAt(at);
        return task;
      }
      return Edits.nextTry(task, change.now());
    }
    return task;
  }

  private static TaskRow afterUpstream(
      Change change, TaskRow task, Task definition, Map<String, TaskRow> byId) {
    boolean ready = true;
    boolean skipped = false;
    for (String upstream : definition.upstream()) {
      TaskRow before = byId.get(upstream);
      if (before == null || before.is(TaskStatus.SUCCESS)) {
        continue;
      }
      if (before.is(TaskStatus.FAILED) || before.is(TaskStatus.UPSTREAM_FAILED)) {
        return Edits.ended(task, TaskStatus.UPSTREAM_FAILED, change.now());
      }
      skipped |= before.is(TaskStatus.SKIPPED) || before.is(TaskStatus.REMOVED);
      ready = false;
    }
    if (ready) {
      return Edits.nextTry(task, change.now());
    }
    return skipped ? Edits.ended(task, TaskStatus.SKIPPED, change.now()) : task;
  }

  private TaskRow begun(Change change, Workflow workflow, Run run, TaskRow task, Slots slots) {
    // Never beside what is left of an earlier try.
    if (!change.tables().attempts(task.runKey(), task.taskId()).isEmpty() || !slots.take(task)) {
      return task;
    }
    Task definition = workflow.task(task.taskId()).orElseThrow();
    TryKey key = new TryKey(task.runKey(), task.taskId(), task.tryNumber());
    change.afterCommit(
        () ->
            attempts.launch(
                key,
                new Attempts.Launch(
                    definition.command().forDay(DataDay.parse(run.dataDay())),
                    Map.of(
                        "TIDEMARK_WORKFLOW", run.dagId(),
                        "TIDEMARK_RUN", run.runId(),
                        "TIDEMARK_TASK", task.taskId(),
                        "TIDEMARK_TRY", Integer.toString(task.tryNumber()),
                        "TIDEMARK_DATA_DAY", run.dataDay(),
                        "TIDEMARK_CONF", run.conf()),
                    definition.timeout())));
    return Edits.queued(task, change.now());
  }

  /** As Airflow does: what has not ended is skipped, and the run has failed though no task did. */
  private void runOut(Change change, Workflow workflow, Run run, List<TaskRow> tasks) {
    for (TaskRow task : tasks) {
      if (!task.isFinished()) {
        endProcesses(change, task);
        change.tables().update(Edits.state(task, Optional.of(TaskStatus.SKIPPED)));
      }
    }
    change
        .tables()
        .update(
            because(
                Edits.run(run, RunStatus.FAILED, change.now()),
                "ran for longer than " + workflow.limits().runTimeout()));
  }

  void endProcesses(Change change, TaskRow task) {
    for (Attempt attempt : change.tables().attempts(task.runKey(), task.taskId())) {
      change.afterCommit(() -> attempts.end(attempt.key()));
    }
  }

  private static void finish(
      Change change, Workflow workflow, Run run, Map<String, TaskRow> tasks) {
    List<String> reasons = new ArrayList<>();
    boolean leafFailed = false;
    for (TaskRow task : tasks.values()) {
      boolean failed = task.is(TaskStatus.FAILED) || task.is(TaskStatus.UPSTREAM_FAILED);
      leafFailed |= failed && workflow.downstream(task.taskId()).isEmpty();
      if (task.is(TaskStatus.FAILED)) {
        reasons.add(task.taskId() + ": " + task.note().orElse("failed"));
      }
    }
    Run ended = Edits.run(run, leafFailed ? RunStatus.FAILED : RunStatus.SUCCESS, change.now());
    change.tables().update(leafFailed ? because(ended, String.join("; ", reasons)) : ended);
  }

  private static Run because(Run run, String reason) {
    return run.note().isPresent() ? run : Edits.note(run, Optional.of(reason));
  }

  /**
   * Runs that run, as they are counted in the course of one look: of workflows and of backfills.
   */
  private record Active(
      Map<Long, Backfill> backfills, Map<String, Integer> ofDags, Map<Long, Integer> ofBackfills) {
    Active(Map<Long, Backfill> backfills) {
      this(backfills, new HashMap<>(), new HashMap<>());
    }

    boolean hasRoom(Workflow workflow) {
      return ofDags.getOrDefault(workflow.id(), 0) < workflow.limits().activeRuns();
    }

    /** As far as its backfill is concerned, if it is of one. */
    boolean hasRoom(Run run) {
      Backfill backfill = backfills.get(run.runKey());
      return backfill == null
          || (!backfill.isPaused()
              && ofBackfills.getOrDefault(backfill.backfillId(), 0) < backfill.maxActiveRuns());
    }

    void add(Run run) {
      ofDags.merge(run.dagId(), 1, Integer::sum);
      Backfill backfill = backfills.get(run.runKey());
      if (backfill != null) {
        ofBackfills.merge(backfill.backfillId(), 1, Integer::sum);
      }
    }
  }

  /** Slots of pools as they are taken in the course of one look. */
  private record Slots(Map<String, PoolRow> pools, Map<String, Integer> taken) {
    boolean take(TaskRow task) {
      int used = taken.getOrDefault(task.pool(), 0);
      PoolRow pool = pools.get(task.pool());
      if (pool == null || !pool.hasRoom(used, task.poolSlots())) {
        return false;
      }
      taken.put(task.pool(), used + task.poolSlots());
      return true;
    }
  }
}
