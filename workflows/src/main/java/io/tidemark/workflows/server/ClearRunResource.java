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

/**
 * Has a whole run again. Dry, which is the default, it answers with the tasks; else with the run.
 */
@Path("/api/v2/dags/{dag}/dagRuns/{run}/clear")
@Produces(MediaType.APPLICATION_JSON)
public final class ClearRunResource {
  private final Archive archive;
  private final RunControl control;
  private final RunShapes shapes;

  ClearRunResource(Archive archive, RunControl control, RunShapes shapes) {
    this.archive = archive;
    this.control = control;
    this.shapes = shapes;
  }

  @POST
  public ObjectNode clear(
      @PathParam("dag") String dagId, @PathParam("run") String runId, InputStream stream)
      throws IOException {
    Body body =
        Body.read(stream, "dry_run", "only_failed", "only_new", "note", "run_on_latest_version");
    if (body.flag("only_new", false)) {
      throw body.invalid("unsupported", "only_new", "definitions here have one version");
    }
    Selection selection =
        new Selection(List.of(), body.flag("only_failed", false), false, false, false);
    boolean dryRun = body.flag("dry_run", true);
    List<TaskRow> tasks = control.clear(dagId, runId, selection, dryRun, true);
    if (body.has("note") && !dryRun) {
      control.note(dagId, runId, body.text("note"));
    }
    Run run = archive.run(dagId, runId).orElseThrow();
    return dryRun
        ? RunShapes.list("task_instances", tasks, tasks.size(), task -> shapes.task(run, task))
        : shapes.run(run);
  }
}
