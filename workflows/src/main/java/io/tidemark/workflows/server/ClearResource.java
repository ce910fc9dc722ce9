package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.Selection;
import io.tidemark.workflows.scheduler.TaskRow;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Has tasks run again. As with Airflow, a request that does not say so changes nothing. */
@Path("/api/v2/dags/{dag}/clearTaskInstances")
@Produces(MediaType.APPLICATION_JSON)
public final class ClearResource {
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
            "run_on_latest_version",
            "prevent_running_task");
    if (body.flag("include_future", false) || body.flag("include_past", false)) {
      throw body.invalid(
          "unsupported", "include_future", "runs are cleared one by one: name each dag_run_id");
    }
    String runId =
        body.text("dag_run_id")
            .orElseThrow(
                () ->
                    body.invalid(
                        "missing", "dag_run_id", "Field required: runs are cleared one by one"));
    if (archive.dags().get(dagId) == null) {
      throw ApiException.dagNotFound(dagId);
    }
    Run run =
        archive
            .run(dagId, runId)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "Dag Run id %s not found in dag %s".formatted(runId, dagId)));
    Selection selection =
        new Selection(
            body.texts("task_ids"),
            body.flag("only_failed", true),
            body.flag("only_running", false),
            body.flag("include_upstream", false),
            body.flag("include_downstream", false));
    return shape(
        run,
        control.clear(
            dagId,
            runId,
            selection,
            body.flag("dry_run", true),
            body.flag("reset_dag_runs", true)));
  }

  private ObjectNode shape(Run run, List<TaskRow> tasks) {
    return RunShapes.list("task_instances", tasks, tasks.size(), task -> shapes.task(run, task));
  }
}
