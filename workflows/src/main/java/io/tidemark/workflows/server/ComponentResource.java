package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Query;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The health answer that the supervisor of the local stack asks for. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public final class ComponentResource {
  private final Archive archive;
  private final String instance;

  /**
   * @param instance the token that the supervisor drew for this process
   */
  ComponentResource(Archive archive, String instance) {
    this.archive = archive;
    this.instance = instance;
  }

  @GET
  public ObjectNode health() {
    int active = archive.runs(new Query(0, 0).where("state in ('queued', 'running')")).total();
    return JsonNodeFactory.instance
        .objectNode()
        .put("component", "scheduler")
        .put("instance", instance)
        .put("status", "up")
        .put("detail", "%d workflows, %d active runs".formatted(archive.dags().size(), active));
  }
}
