package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.RunTask;
import io.tidemark.workflows.scheduler.Selection;
import io.tidemark.workflows.scheduler.TaskRow;
import io.tidemark.workflows.scheduler.TaskStatus;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has tasks run again. As with Airflow, a request that does not say so changes nothing. */
@Path("/api/v2/dags/{dag}/clearTaskInstances")
@Produces(MediaType.APPLICATION_JSON)
public final class ClearResource {
  private static final int MOST_RUNS = 1_000;

  private final Archive archive;
  private final RunControl control;
  private final RunShapes shapes;

  ClearResource(Archive archive, RunControl control, RunShapes shapes) {
    this.archive = archive;
    this.control = control;
    this.shapes = shapes;
  }

  @POST
  public ObjectNode clear(@PathParam("dag") String dagId, InputStream stream) throws IOException {
    Body body =
        Body.read(
            stream,
            "dry_run",
            "dag_run_id",
            "task_ids",
            "only_failed",
            "only_running",
            "reset_dag_runs",
            "include_upstream",
            "include_downstream",
            "include_future",
            "include_past",
            "start_date",
            "end_date",
            "note",
            "run_on_latest_version",
            "prevent_running_task");
    if (archive.dags().get(dagId) == null) {
      throw ApiException.dagNotFound(dagId);
    }
    Selection selection =
        new Selection(
            body.texts("task_ids"),
            body.flag("only_failed", true),
            body.flag("only_running", false),
            body.flag("include_upstream", false),
            body.flag("include_downstream", false));
    boolean dryRun = body.flag("dry_run", true);
    boolean reset = body.flag("reset_dag_runs", true);
    List<RunTask> cleared = new ArrayList<>();
    List<Run> runs = runs(dagId, body);
    if (body.flag("prevent_running_task", false)) {
      runs.forEach(run -> requireNoneRuns(run, selection));
    }
    for (Run run : runs) {
      for (TaskRow task : control.clear(dagId, run.runId(), selection, dryRun, reset)) {
        if (body.has("note") && !dryRun) {
          task = control.note(dagId, run.runId(), task.taskId(), body.text("note"));
        }
        cleared.add(new RunTask(run, task));
      }
    }
    return RunShapes.list(
        "task_instances", cleared, cleared.size(), found -> shapes.task(found.run(), found.task()));
  }

  private void requireNoneRuns(Run run, Selection selection) {
    for (TaskRow task : control.clear(run.dagId(), run.runId(), selection, true, false)) {
      if (task.is(TaskStatus.RUNNING)) {
        throw ApiException.of(
            409, "Task %s of %s is running: end it first".formatted(task.taskId(), run.runId()));
      }
    }
  }

  /** One run, with those before or after it if that is wanted, or all between two dates. */
  private List<Run> runs(String dagId, Body body) {
    Optional<String> runId = body.text("dag_run_id");
    Optional<Instant> start = body.instant("start_date");
    Optional<Instant> end = body.instant("end_date");
    if (runId.isPresent()) {
      if (start.isPresent() || end.isPresent()) {
        throw body.invalid(
            "value_error", "dag_run_id", "Value error, give a run or dates, not both");
      }
      Run run = find(dagId, runId.get());
      boolean future = body.flag("include_future", false);
      boolean past = body.flag("include_past", false);
      if (!future && !past) {
        return List.of(run);
      }
      Instant date =
          run.logicalDate()
              .orElseThrow(
                  () ->
                      body.invalid(
                          "value_error",
                          "dag_run_id",
                          "Value error, the run has no logical date: none is before or after it"));
      start = past ? Optional.empty() : Optional.of(date);
      end = future ? Optional.empty() : Optional.of(date);
    }
    Query query = new Query(MOST_RUNS, 0).equal("dag_id", dagId);
    start.ifPresent(from -> query.compare("logical_date", ">=", from));
    end.ifPresent(to -> query.compare("logical_date", "<=", to));
    return archive.runs(query.orderBy("logical_date", false)).items();
  }

  private Run find(String dagId, String runId) {
    return archive
        .run(dagId, runId)
        .orElseThrow(
            () ->
                ApiException.notFound("Dag Run id %s not found in dag %s".formatted(runId, dagId)));
  }
}
