package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Catalog;
import io.tidemark.workflows.scheduler.RunStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** How many runs of each workflow are in which state. */
@Path("/api/v2/dagStats")
@Produces(MediaType.APPLICATION_JSON)
public final class StatsResource {
  private final Catalog catalog;
  private final Archive archive;

  StatsResource(Catalog catalog, Archive archive) {
    this.catalog = catalog;
    this.archive = archive;
  }

  @GET
  public ObjectNode stats(@Context UriInfo uri) {
    List<String> wanted = Paging.all(uri.getQueryParameters(), "dag_ids");
    List<Workflow> workflows =
        catalog.all().stream()
            .filter(workflow -> wanted.isEmpty() || wanted.contains(workflow.id()))
            .toList();
    return RunShapes.list("dags", workflows, workflows.size(), this::of);
  }

  private ObjectNode of(Workflow workflow) {
    Map<String, Integer> counts = archive.countByState(workflow.id());
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("dag_id", workflow.id()).put("dag_display_name", workflow.id());
    ArrayNode stats = shape.putArray("stats");
    for (RunStatus state : RunStatus.values()) {
      stats.addObject().put("state", state.id()).put("count", counts.getOrDefault(state.id(), 0));
    }
    return shape;
  }
}
