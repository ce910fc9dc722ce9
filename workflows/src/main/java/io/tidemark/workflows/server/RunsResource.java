package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Catalog;
import io.tidemark.workflows.scheduler.NewRun;
import io.tidemark.workflows.scheduler.Page;
import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.RunStatus;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs of workflows. */
@Path("/api/v2/dags/{dag}/dagRuns")
@Produces(MediaType.APPLICATION_JSON)
public final class RunsResource {
  private static final String ALL = "~";
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_.~:+-]{1,250}");

  private final Catalog catalog;
  private final Archive archive;
  private final RunControl control;
  private final RunShapes shapes;
  private final Clock clock;

  RunsResource(
      Catalog catalog, Archive archive, RunControl control, RunShapes shapes, Clock clock) {
    this.catalog = catalog;
    this.archive = archive;
    this.control = control;
    this.shapes = shapes;
    this.clock = clock;
  }

  @GET
  public ObjectNode runs(@PathParam("dag") String dagId, @Context UriInfo uri) {
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    Query query = Paging.query(parameters);
    if (!dagId.equals(ALL)) {
      requireDag(dagId);
      query.equal("dag_id", dagId);
    }
    return shape(archive.runs(RunQuery.of(query, parameters, Paging.all(parameters, "state"))));
  }

  @POST
  public ObjectNode trigger(
      @PathParam("dag") String dagId, InputStream stream, @Context SecurityContext who)
      throws IOException {
    Body body =
        Body.read(
            stream,
            "dag_run_id",
            "logical_date",
            "run_after",
            "data_interval_start",
            "data_interval_end",
            "conf",
            "note",
            "partition_key");
    requireDag(dagId);
    body.require("logical_date");
    Optional<Instant> logicalDate = body.instant("logical_date");
    Optional<Instant> start = body.instant("data_interval_start");
    Optional<Instant> end = body.instant("data_interval_end");
    if (start.isPresent() != end.isPresent()) {
      throw ApiException.invalid(
          "value_error",
          List.of("body"),
          "Value error, Either both data_interval_start and data_interval_end must be provided or"
              + " both must be None",
          body.node());
    }
    ObjectNode conf = body.object("conf");
    Instant runAfter = body.instant("run_after").orElseGet(this::now);
    DataDay day = day(conf, logicalDate.orElse(runAfter));
    conf.put(DataDay.CONF, day.toString());
    String runId = body.text("dag_run_id").orElseGet(() -> "manual__" + now());
    if (!RUN_ID.matcher(runId).matches()) {
      throw ApiException.of(
          400,
          "The run_id provided '%s' does not match regex pattern '^[A-Za-z0-9_.~:+-]+$'"
              .formatted(runId));
    }
    return shapes.run(
        control.trigger(
            new NewRun(
                dagId,
                runId,
                logicalDate,
                start,
                end,
                runAfter,
                new NewRun.Origin(
                    "manual", "rest_api", Optional.of(who.getUserPrincipal().getName())),
                day,
                conf.toString(),
                body.text("note"))));
  }

  @GET
  @Path("/{run}")
  public ObjectNode run(@PathParam("dag") String dagId, @PathParam("run") String runId) {
    return shapes.run(find(dagId, runId));
  }

  @PATCH
  @Path("/{run}")
  public ObjectNode patch(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @QueryParam("update_mask") List<String> mask,
      InputStream stream)
      throws IOException {
    Body body = Body.read(stream, "state", "note");
    Run run = find(dagId, runId);
    if (body.has("note") && (mask.isEmpty() || mask.contains("note"))) {
      run = control.note(dagId, runId, body.text("note"));
    }
    Optional<String> state = body.text("state");
    if (state.isPresent() && (mask.isEmpty() || mask.contains("state"))) {
      if (!List.of("queued", "success", "failed").contains(state.get())) {
        throw body.invalid("enum", "state", "Input should be 'queued', 'success' or 'failed'");
      }
      run = control.mark(dagId, runId, RunStatus.of(state.get()));
    }
    return shapes.run(run);
  }

  @DELETE
  @Path("/{run}")
  public void delete(@PathParam("dag") String dagId, @PathParam("run") String runId) {
    find(dagId, runId);
    control.delete(dagId, runId);
  }

  /** What the run says, else the day before its logical date, or before it may start. */
  private static DataDay day(ObjectNode conf, Instant date) {
    JsonNode named = conf.path(DataDay.CONF);
    boolean isNamed = !named.isMissingNode() && !named.isNull();
    try {
      return DataDay.of(
              isNamed ? Map.of(DataDay.CONF, named.asText()) : Map.of(), Optional.of(date))
          .orElseThrow();
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(
          "value_error", List.of("body", "conf", DataDay.CONF), e.getMessage(), named);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Run find(String dagId, String runId) {
    return archive
        .run(dagId, runId)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "The DagRun with dag_id: `%s` and run_id: `%s` was not found"
                        .formatted(dagId, runId)));
  }

  private void requireDag(String dagId) {
    if (catalog.workflow(dagId).isEmpty()) {
      throw ApiException.dagNotFound(dagId);
    }
  }

  private ObjectNode shape(Page<Run> page) {
    return RunShapes.list("dag_runs", page.items(), page.total(), shapes::run);
  }
}
