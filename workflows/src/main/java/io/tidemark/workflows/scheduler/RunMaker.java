package io.tidemark.workflows.scheduler;

import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Makes runs with their tasks. */
final class RunMaker {
  private RunMaker() {}

  /** Makes a run, unless there is one of this id or this logical date. */
  static Optional<Run> make(Change change, Workflow workflow, NewRun wanted) {
    Tables tables = change.tables();
    boolean taken =
        tables.run(wanted.dagId(), wanted.runId()).isPresent()
            || wanted.logicalDate().flatMap(date -> tables.runAt(wanted.dagId(), date)).isPresent();
    if (taken) {
      return Optional.empty();
    }
    Handle handle = tables.handle();
    long runKey =
        handle
            .createUpdate(
                "insert into dag_run (dag_id, run_id, logical_date, interval_start, interval_end,"
                    + " run_after, queued_at, state, run_type, triggered_by, triggering_user,"
                    + " data_day, conf, note) values (:dagId, :runId, :logicalDate,"
                    + " :intervalStart, :intervalEnd, :runAfter, :now, 'queued', :runType,"
                    + " :triggeredBy, :user, :day, :conf, :note)")
            .bind("dagId", wanted.dagId())
            .bind("runId", wanted.runId())
            .bind("logicalDate", wanted.logicalDate())
            .bind("intervalStart", wanted.intervalStart().or(wanted::logicalDate))
            .bind("intervalEnd", wanted.intervalEnd().or(wanted::logicalDate))
            .bind("runAfter", wanted.runAfter())
            .bind("now", change.now())
            .bind("runType", wanted.origin().runType())
            .bind("triggeredBy", wanted.origin().triggeredBy())
            .bind("user", wanted.origin().user())
            .bind("day", wanted.day().toString())
            .bind("conf", wanted.conf())
            .bind("note", wanted.note())
            .executeAndReturnGeneratedKeys("run_key")
            .mapTo(Long.class)
            .one();
    int position = 0;
    for (Task task : workflow.tasks()) {
      handle
          .createUpdate(
              "insert into task_instance (run_key, task_id, position, try_uid, try_number,"
                  + " max_tries, pool, pool_slots)"
                  + " values (:run, :task, :position, :uid, 0, :retries, :pool, :slots)")
          .bind("run", runKey)
          .bind("task", task.id())
          .bind("position", position)
          .bind("uid", UUID.randomUUID())
          .bind("retries", task.retries().count())
          .bind("pool", task.resources().pool())
          .bind("slots", task.resources().slots())
          .execute();
      position++;
    }
    if (wanted.runAfter().isAfter(change.now())) {
      change.lookAt(wanted.runAfter());
    }
    return tables.run(runKey);
  }
}
