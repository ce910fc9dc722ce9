package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.PoolRow;
import io.tidemark.workflows.scheduler.RefusedException;
import io.tidemark.workflows.scheduler.Settings;
import io.tidemark.workflows.scheduler.Settings.PoolUse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Pools. */
@Path("/api/v2/pools")
@Produces(MediaType.APPLICATION_JSON)
public final class PoolsResource {
  private final Settings settings;

  PoolsResource(Settings settings) {
    this.settings = settings;
  }

  @GET
  public ObjectNode pools(@Context UriInfo uri) {
    List<PoolUse> all = settings.pools();
    return RunShapes.list(
        "pools", Paging.page(uri.getQueryParameters(), all), all.size(), PoolsResource::shape);
  }

  @GET
  @Path("/{name}")
  public ObjectNode pool(@PathParam("name") String name) {
    return shape(find(name));
  }

  @POST
  public Response create(InputStream stream) throws IOException {
    Body body = Body.read(stream, "name", "slots", "description", "include_deferred", "team_name");
    body.require("name");
    body.require("slots");
    String name = body.text("name").orElse("");
    settings.add(
        new PoolRow(
            name, slots(body, 1), body.text("description"), body.flag("include_deferred", false)));
    return Response.status(201).entity(pool(name)).build();
  }

  @PATCH
  @Path("/{name}")
  public ObjectNode patch(@PathParam("name") String name, InputStream stream) throws IOException {
    Body body =
        Body.read(stream, "pool", "name", "slots", "description", "include_deferred", "team_name");
    PoolRow now = find(name).pool();
    body.require("include_deferred");
    Optional<String> description =
        body.has("description") ? body.text("description") : now.description();
    settings.change(
        new PoolRow(
            name,
            slots(body, now.slots()),
            description,
            body.flag("include_deferred", now.includeDeferred())));
    return pool(name);
  }

  @DELETE
  @Path("/{name}")
  public void delete(@PathParam("name") String name) {
    try {
      if (!settings.deletePool(name)) {
        throw notFound(name);
      }
    } catch (RefusedException e) {
      throw ApiException.of(400, e.getMessage());
    }
  }

  private PoolUse find(String name) {
    return settings.pool(name).orElseThrow(() -> notFound(name));
  }

  private static ApiException notFound(String name) {
    return ApiException.notFound("The Pool with name: `%s` was not found".formatted(name));
  }

  private static int slots(Body body, int otherwise) {
    int slots = body.number("slots", otherwise);
    if (slots < -1) {
      throw body.invalid(
          "greater_than_equal", "slots", "Input should be greater than or equal to -1");
    }
    return slots;
  }

  private static ObjectNode shape(PoolUse use) {
    int slots = use.pool().slots();
    int occupied = use.running() + use.queued();
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", use.pool().name())
        .put("slots", slots)
        .put("description", use.pool().description().orElse(null))
        .put("include_deferred", use.pool().includeDeferred())
        .put("occupied_slots", occupied)
        .put("running_slots", use.running())
        .put("queued_slots", use.queued())
        .put("scheduled_slots", use.scheduled())
        .put("open_slots", slots < 0 ? slots : Math.max(0, slots - occupied))
        .put("deferred_slots", 0)
        .putNull("team_name");
  }
}
