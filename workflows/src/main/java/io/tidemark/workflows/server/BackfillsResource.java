package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Backfill;
import io.tidemark.workflows.scheduler.Backfills;
import io.tidemark.workflows.scheduler.Backfills.Wanted;
import io.tidemark.workflows.scheduler.Reprocess;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ranges of a schedule's dates that are made up for. */
@Path("/api/v2/backfills")
@Produces(MediaType.APPLICATION_JSON)
public final class BackfillsResource {
  private static final int ACTIVE_RUNS = 10;

  private final Backfills backfills;

  BackfillsResource(Backfills backfills) {
    this.backfills = backfills;
  }

  @GET
  public ObjectNode list(@Context UriInfo uri) {
    List<Backfill> all =
        backfills.all(Optional.ofNullable(uri.getQueryParameters().getFirst("dag_id")));
    return RunShapes.list(
        "backfills",
        Paging.page(uri.getQueryParameters(), all),
        all.size(),
        BackfillsResource::shape);
  }

  @GET
  @Path("/{id}")
  public ObjectNode backfill(@PathParam("id") long id) {
    return backfills
        .get(id)
        .map(BackfillsResource::shape)
        .orElseThrow(() -> ApiException.notFound("Backfill not found"));
  }

  @POST
  public ObjectNode create(InputStream stream, @Context SecurityContext who) throws IOException {
    return shape(backfills.create(wanted(stream, who)));
  }

  /** Says what {@link #create} would make. */
  @POST
  @Path("/dry_run")
  public ObjectNode dryRun(InputStream stream, @Context SecurityContext who) throws IOException {
    List<Instant> dates = backfills.dates(wanted(stream, who));
    return RunShapes.list(
        "backfills",
        dates,
        dates.size(),
        date -> JsonNodeFactory.instance.objectNode().put("logical_date", date.toString()));
  }

  @PUT
  @Path("/{id}/pause")
  public ObjectNode pause(@PathParam("id") long id) {
    return shape(backfills.setPaused(id, true));
  }

  @PUT
  @Path("/{id}/unpause")
  public ObjectNode unpause(@PathParam("id") long id) {
    return shape(backfills.setPaused(id, false));
  }

  @PUT
  @Path("/{id}/cancel")
  public ObjectNode cancel(@PathParam("id") long id) {
    return shape(backfills.cancel(id));
  }

  private static Wanted wanted(InputStream stream, SecurityContext who) throws IOException {
    Body body =
        Body.read(
            stream,
            "dag_id",
            "from_date",
            "to_date",
            "run_backwards",
            "dag_run_conf",
            "reprocess_behavior",
            "max_active_runs",
            "run_on_latest_version");
    body.require("dag_id");
    body.require("from_date");
    body.require("to_date");
    if (body.flag("run_backwards", false)) {
      throw body.invalid(
          "unsupported", "run_backwards", "a day goes on from the day before: oldest first");
    }
    Instant from = instant(body, "from_date");
    Instant to = instant(body, "to_date");
    if (to.isBefore(from)) {
      throw body.invalid("value_error", "to_date", "Value error, to_date lies before from_date");
    }
    int active = body.number("max_active_runs", ACTIVE_RUNS);
    if (active < 1) {
      throw body.invalid(
          "greater_than_equal", "max_active_runs", "Input should be greater than or equal to 1");
    }
    return new Wanted(
        body.text("dag_id").orElse(""),
        from,
        to,
        body.object("dag_run_conf").toString(),
        reprocess(body),
        active,
        who.getUserPrincipal().getName());
  }

  private static Instant instant(Body body, String field) {
    return body.instant(field)
        .orElseThrow(
            () -> body.invalid("datetime_type", field, "Input should be a valid datetime"));
  }

  private static Reprocess reprocess(Body body) {
    try {
      return body.text("reprocess_behavior").map(Reprocess::of).orElse(Reprocess.NONE);
    } catch (IllegalArgumentException e) {
      throw body.invalid(
          "enum", "reprocess_behavior", "Input should be 'failed', 'completed' or 'none'");
    }
  }

  private static ObjectNode shape(Backfill backfill) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("id", backfill.backfillId());
    shape.put("dag_id", backfill.dagId());
    shape.put("from_date", backfill.fromDate().toString());
    shape.put("to_date", backfill.toDate().toString());
    shape.set("dag_run_conf", RunShapes.json(backfill.conf()));
    shape.put("is_paused", backfill.isPaused());
    shape.put("reprocess_behavior", backfill.reprocess().id());
    shape.put("max_active_runs", backfill.maxActiveRuns());
    shape.put("created_at", backfill.createdAt().toString());
    shape.put("completed_at", backfill.completedAt().map(Instant::toString).orElse(null));
    shape.put("updated_at", backfill.updatedAt().toString());
    shape.put("dag_display_name", backfill.dagId());
    return shape;
  }
}
