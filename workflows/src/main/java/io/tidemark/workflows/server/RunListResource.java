package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Page;
import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.Run;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Runs of any workflows, with the question in the body. */
@Path("/api/v2/dags/~/dagRuns/list")
@Produces(MediaType.APPLICATION_JSON)
public final class RunListResource {
  private static final String[] FIELDS =
      Body.fields(
          List.of("logical_date", "run_after", "start_date", "end_date", "duration"),
          "dag_ids",
          "states",
          "conf_contains",
          "page_limit",
          "page_offset",
          "order_by");

  private final Archive archive;
  private final RunShapes shapes;

  RunListResource(Archive archive, RunShapes shapes) {
    this.archive = archive;
    this.shapes = shapes;
  }

  @POST
  public ObjectNode list(InputStream stream) throws IOException {
    Body body = Body.read(stream, FIELDS);
    MultivaluedMap<String, String> parameters = body.parameters();
    Query query = Paging.query(parameters, "page_limit", "page_offset", 100);
    query.in("dag_id", body.texts("dag_ids"));
    Page<Run> page = archive.runs(RunQuery.of(query, parameters, body.texts("states")));
    return RunShapes.list("dag_runs", page.items(), page.total(), shapes::run);
  }
}
