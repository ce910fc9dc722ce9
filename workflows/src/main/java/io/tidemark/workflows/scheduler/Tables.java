package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What one transaction reads and writes of runs and tasks. */
final class Tables {
  private final Handle handle;

  Tables(Handle handle) {
    this.handle = requireNonNull(handle, "handle is null");
  }

  Handle handle() {
    return handle;
  }

  BackfillTable backfills() {
    return new BackfillTable(handle);
  }

  /** Runs that run, the oldest first. */
  List<Run> runningRuns() {
    return handle
        .createQuery("select * from dag_run where state = 'running' order by order_date, run_key")
        .mapTo(Run.class)
        .list();
  }

  /** Queued runs of a workflow that may start, the oldest first. */
  List<Run> queuedRuns(String dagId, Instant now, int most) {
    return handle
        .createQuery(
            "select * from dag_run r where dag_id = :dag and state = 'queued' and run_after <= :now"
                + " and not exists (select 1 from backfill_run br join backfill b"
                + " on b.backfill_id = br.backfill_id where br.run_key = r.run_key"
                + " and b.is_paused and b.completed_at is null)"
                + " order by order_date, run_key limit :most")
        .bind("dag", dagId)
        .bind("now", now)
        .bind("most", most)
        .mapTo(Run.class)
        .list();
  }

  /** When the next queued run may start that may not yet. */
  Optional<Instant> nextQueued(Instant now) {
    return handle
        .createQuery(
            "select run_after from dag_run where state = 'queued' and run_after > :now"
                + " order by run_after limit 1")
        .bind("now", now)
        .mapTo(Instant.class)
        .findOne();
  }

  Optional<Run> run(long runKey) {
    return handle
        .createQuery("select * from dag_run where run_key = :key")
        .bind("key", runKey)
        .mapTo(Run.class)
        .findOne();
  }

  Optional<Run> run(String dagId, String runId) {
    return handle
        .createQuery("select * from dag_run where dag_id = :dag and run_id = :run")
        .bind("dag", dagId)
        .bind("run", runId)
        .mapTo(Run.class)
        .findOne();
  }

  Optional<Run> runAt(String dagId, Instant logicalDate) {
    return handle
        .createQuery("select * from dag_run where dag_id = :dag and logical_date = :date")
        .bind("dag", dagId)
        .bind("date", logicalDate)
        .mapTo(Run.class)
        .findOne();
  }

  /** The tasks of a run, in the workflow's order. */
  List<TaskRow> tasks(long runKey) {
    return handle
        .createQuery("select * from task_instance where run_key = :key order by position")
        .bind("key", runKey)
        .mapTo(TaskRow.class)
        .list();
  }

  Optional<TaskRow> task(long runKey, String taskId) {
    return handle
        .createQuery("select * from task_instance where run_key = :key and task_id = :task")
        .bind("key", runKey)
        .bind("task", taskId)
        .mapTo(TaskRow.class)
        .findOne();
  }

  Map<String, DagRow> dags() {
    Map<String, DagRow> dags = new HashMap<>();
    handle
        .createQuery("select * from dag")
        .mapTo(DagRow.class)
        .forEach(dag -> dags.put(dag.dagId(), dag));
    return dags;
  }

  Map<String, PoolRow> pools() {
    Map<String, PoolRow> pools = new HashMap<>();
    handle
        .createQuery("select * from pool")
        .mapTo(PoolRow.class)
        .forEach(pool -> pools.put(pool.name(), pool));
    return pools;
  }

  /** Slots that are taken now, by pool. */
  Map<String, Integer> slotsTaken() {
    Map<String, Integer> taken = new HashMap<>();
    handle
        .createQuery(
            "select pool, sum(pool_slots) as slots from task_instance"
                + " where state in ('queued', 'running', 'restarting') group by pool")
        .map((row, context) -> Map.entry(row.getString("pool"), row.getInt("slots")))
        .forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
    return taken;
  }

  List<Attempt> attempts() {
    return handle.createQuery("select * from attempt").mapTo(Attempt.class).list();
  }

  /** Processes of this task that have not been seen to end, of whatever try. */
  List<Attempt> attempts(long runKey, String taskId) {
    return handle
        .createQuery("select * from attempt where run_key = :key and task_id = :task")
        .bind("key", runKey)
        .bind("task", taskId)
        .mapTo(Attempt.class)
        .list();
  }

  void addAttempt(Attempt attempt) {
    handle
        .createUpdate(
            "insert into attempt (run_key, task_id, try_number, pid, start_ticks, boot, started)"
                + " values (:runKey, :taskId, :tryNumber, :pid, :startTicks, :boot, :started)")
        .bindMethods(attempt)
        .execute();
  }

  void removeAttempt(TryKey key) {
    handle
        .createUpdate(
            "delete from attempt where run_key = :runKey and task_id = :taskId"
                + " and try_number = :tryNumber")
        .bindMethods(key)
        .execute();
  }

  /** Writes all of a task but its place. */
  void update(TaskRow task) {
    handle
        .createUpdate(
            "update task_instance set try_uid = :tryUid, state = :status, try_number = :tryNumber,"
                + " max_tries = :maxTries, scheduled_when = :scheduledWhen,"
                + " queued_when = :queuedWhen, start_date = :startDate, end_date = :endDate,"
                + " next_try_at = :nextTryAt, pid = :pid, note = :note"
                + " where run_key = :runKey and task_id = :taskId")
        .bindMethods(task)
        .bind("status", task.state().map(TaskStatus::id))
        .execute();
    if (task.tryNumber() > 0) {
      handle
          .createUpdate(
              "merge into task_try (run_key, task_id, try_number, state, scheduled_when,"
                  + " queued_when, start_date, end_date, pid) key (run_key, task_id, try_number)"
                  + " values (:runKey, :taskId, :tryNumber, :status, :scheduledWhen, :queuedWhen,"
                  + " :startDate, :endDate, :pid)")
          .bindMethods(task)
          .bind("status", task.state().map(TaskStatus::id))
          .execute();
    }
  }

  /** Writes what changes of a run. */
  void update(Run run) {
    handle
        .createUpdate(
            "update dag_run set state = :status, queued_at = :queuedAt, start_date = :startDate,"
                + " end_date = :endDate, last_decision = :lastDecision, note = :note"
                + " where run_key = :runKey")
        .bindMethods(run)
        .bind("status", run.state().id())
        .execute();
  }

  void add(DagRow dag) {
    handle
        .createUpdate(
            "insert into dag (dag_id, is_paused, scheduled_up_to)"
                + " values (:dagId, :isPaused, :scheduledUpTo)")
        .bindMethods(dag)
        .execute();
  }

  /** Makes a pool, or writes it anew. */
  void write(PoolRow pool) {
    handle
        .createUpdate(
            "merge into pool (name, slots, description, include_deferred) key (name)"
                + " values (:name, :slots, :description, :includeDeferred)")
        .bindMethods(pool)
        .execute();
  }

  void setPaused(String dagId, boolean paused) {
    handle
        .createUpdate("update dag set is_paused = :paused where dag_id = :dag")
        .bind("paused", paused)
        .bind("dag", dagId)
        .execute();
  }

  void setScheduledUpTo(String dagId, Instant logicalDate) {
    handle
        .createUpdate("update dag set scheduled_up_to = :date where dag_id = :dag")
        .bind("date", logicalDate)
        .bind("dag", dagId)
        .execute();
  }

  void setXCom(TryKey key, String name, String json, Instant written) {
    handle
        .createUpdate(
            "merge into xcom (run_key, task_id, xcom_key, json, written)"
                + " key (run_key, task_id, xcom_key) values (:run, :task, :name, :json, :written)")
        .bind("run", key.runKey())
        .bind("task", key.taskId())
        .bind("name", name)
        .bind("json", json)
        .bind("written", written)
        .execute();
  }

  void clearXComs(long runKey, String taskId) {
    handle
        .createUpdate("delete from xcom where run_key = :run and task_id = :task")
        .bind("run", runKey)
        .bind("task", taskId)
        .execute();
  }
}
