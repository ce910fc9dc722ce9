package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The version of Airflow whose API this is, open to everyone. */
@Path("/api/v2/version")
@Produces(MediaType.APPLICATION_JSON)
public final class VersionResource {
  private static final String VERSION = "3.2.0";

  @GET
  public ObjectNode version() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", VERSION)
        .put("git_version", "tidemark");
  }
}
