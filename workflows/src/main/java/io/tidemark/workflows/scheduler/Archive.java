package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads runs, tasks, tries and what they left; changes nothing. */
public final class Archive {
  private final Database database;
  private final Catalog catalog;

  public Archive(Database database, Catalog catalog) {
    this.database = requireNonNull(database, "database is null");
    this.catalog = requireNonNull(catalog, "catalog is null");
  }

  public Map<String, DagRow> dags() {
    return database.jdbi().withHandle(handle -> new Tables(handle).dags());
  }

  /** When its schedule starts the workflow next; empty if it has none. */
  public Optional<Instant> nextRun(DagRow dag, Instant now) {
    Instant reached = dag.scheduledUpTo();
    return catalog
        .times(dag.dagId())
        .flatMap(times -> times.next(reached.isAfter(now) ? reached : now));
  }

  public Optional<Run> run(String dagId, String runId) {
    return database.jdbi().withHandle(handle -> new Tables(handle).run(dagId, runId));
  }

  public Page<Run> runs(Query query) {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              List<Run> runs =
                  query
                      .bind(
                          handle.createQuery(
                              "select * from dag_run"
                                  + query.whereClause()
                                  + query.orderClause()
                                  + query.pageClause()))
                      .mapTo(Run.class)
                      .list();
              return new Page<>(runs, count(handle, "dag_run", query));
            });
  }

  /** Tasks of any runs; columns of tasks are {@code t.}, those of runs {@code r.}. */
  public Page<RunTask> tasks(Query query) {
    String from = "task_instance t join dag_run r on r.run_key = t.run_key";
    return database
        .jdbi()
        .withHandle(
            handle -> {
              List<TaskRow> tasks =
                  query
                      .bind(
                          handle.createQuery(
                              "select t.* from "
                                  + from
                                  + query.whereClause()
                                  + query.orderClause()
                                  + query.pageClause()))
                      .mapTo(TaskRow.class)
                      .list();
              Map<Long, Run> runs = runs(handle, tasks);
              List<RunTask> items = new ArrayList<>();
              tasks.forEach(task -> items.add(new RunTask(runs.get(task.runKey()), task)));
              return new Page<>(items, count(handle, from, query));
            });
  }

  public Optional<TaskRow> task(Run run, String taskId) {
    return database.jdbi().withHandle(handle -> new Tables(handle).task(run.runKey(), taskId));
  }

  /** Tries, oldest first. */
  public List<TryRow> tries(Run run, String taskId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select * from task_try where run_key = :run and task_id = :task"
                            + " order by try_number")
                    .bind("run", run.runKey())
                    .bind("task", taskId)
                    .mapTo(TryRow.class)
                    .list());
  }

  /** What a task left, by key. */
  public List<XComRow> xcoms(Run run, String taskId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select * from xcom where run_key = :run and task_id = :task"
                            + " order by xcom_key")
                    .bind("run", run.runKey())
                    .bind("task", taskId)
                    .mapTo(XComRow.class)
                    .list());
  }

  /** Runs of a workflow by state. */
  public Map<String, Integer> countByState(String dagId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select state, count(*) as runs from dag_run where dag_id = :dag"
                            + " group by state")
                    .bind("dag", dagId)
                    .map((row, context) -> Map.entry(row.getString("state"), row.getInt("runs")))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Map<Long, Run> runs(Handle handle, List<TaskRow> tasks) {
    Map<Long, Run> runs = new HashMap<>();
    List<Long> keys = tasks.stream().map(TaskRow::runKey).distinct().toList();
    if (!keys.isEmpty()) {
      handle
          .createQuery("select * from dag_run where run_key in (<keys>)")
          .bindList("keys", keys)
          .mapTo(Run.class)
          .forEach(run -> runs.put(run.runKey(), run));
    }
    return runs;
  }

  private static int count(Handle handle, String from, Query query) {
    return query
        .bind(handle.createQuery("select count(*) from " + from + query.whereClause()))
        .mapTo(Integer.class)
        .one();
  }
}
