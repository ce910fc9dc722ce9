package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.scheduler.Catalog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Definitions as the DAG files that an Airflow would run: as text, or within JSON. */
@Path("/api/v2/dagSources/{dag}")
public final class SourcesResource {
  private final Catalog catalog;
  private final DagShapes shapes;

  SourcesResource(Catalog catalog, DagShapes shapes) {
    this.catalog = catalog;
    this.shapes = shapes;
  }

  @GET
  public Response source(
      @PathParam("dag") String dagId, @HeaderParam(HttpHeaders.ACCEPT) String accept) {
    Workflow workflow = catalog.workflow(dagId).orElseThrow(() -> ApiException.dagNotFound(dagId));
    ObjectNode source = shapes.source(workflow);
    boolean text =
        accept != null
            && accept.contains(MediaType.TEXT_PLAIN)
            && !accept.contains(MediaType.APPLICATION_JSON);
    return text
        ? Response.ok(source.path("content").asText(), MediaType.TEXT_PLAIN_TYPE).build()
        : Response.ok(source, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
