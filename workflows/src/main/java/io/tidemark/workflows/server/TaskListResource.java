package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Page;
import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.RunTask;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Tasks of any runs, with the question in the body. */
@Path("/api/v2/dags/~/dagRuns/~/taskInstances/list")
@Produces(MediaType.APPLICATION_JSON)
public final class TaskListResource {
  private static final String[] FIELDS =
      Body.fields(
          List.of("logical_date", "run_after", "start_date", "end_date", "duration"),
          "dag_ids",
          "dag_run_ids",
          "task_ids",
          "state",
          "pool",
          "queue",
          "executor",
          "page_limit",
          "page_offset",
          "order_by");

  private final Archive archive;
  private final RunShapes shapes;

  TaskListResource(Archive archive, RunShapes shapes) {
    this.archive = archive;
    this.shapes = shapes;
  }

  @POST
  public ObjectNode list(InputStream stream) throws IOException {
    Body body = Body.read(stream, FIELDS);
    MultivaluedMap<String, String> parameters = body.parameters();
    Query query = Paging.query(parameters, "page_limit", "page_offset", 100);
    query.in("r.dag_id", body.texts("dag_ids"));
    query.in("r.run_id", body.texts("dag_run_ids"));
    query.in("t.task_id", body.texts("task_ids"));
    Page<RunTask> page = archive.tasks(TaskQuery.of(query, parameters));
    return RunShapes.list(
        "task_instances",
        page.items(),
        page.total(),
        found -> shapes.task(found.run(), found.task()));
  }
}
