package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Scheduler;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How the scheduler is, open to everyone. */
@Path("/api/v2/monitor/health")
@Produces(MediaType.APPLICATION_JSON)
public final class MonitorResource {
  private final Scheduler scheduler;
  private final Archive archive;

  MonitorResource(Scheduler scheduler, Archive archive) {
    this.scheduler = scheduler;
    this.archive = archive;
  }

  @GET
  public ObjectNode health() {
    archive.dags();
    ObjectNode health = object();
    health.putObject("metadatabase").put("status", "healthy");
    health
        .putObject("scheduler")
        .put("status", "healthy")
        .put("latest_scheduler_heartbeat", scheduler.lastLook().toString());
    health.putObject("triggerer").putNull("status").putNull("latest_triggerer_heartbeat");
    health.putObject("dag_processor").putNull("status").putNull("latest_dag_processor_heartbeat");
    return health;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
