package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.RunTask;
import io.tidemark.workflows.scheduler.TaskRow;
import io.tidemark.workflows.scheduler.TaskStatus;
import io.tidemark.workflows.scheduler.TryRow;
import io.tidemark.workflows.scheduler.XComRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tasks in runs, their tries, and what they left. */
@Path("/api/v2/dags/{dag}/dagRuns/{run}/taskInstances")
@Produces(MediaType.APPLICATION_JSON)
public final class TasksResource {
  private static final String ALL = "~";
  private static final List<String> MARKS = List.of("success", "failed", "skipped");
  private static final Map<String, String> INSTANTS =
      Map.of(
          "logical_date", "r.logical_date",
          "run_after", "r.run_after",
          "start_date", "t.start_date",
          "end_date", "t.end_date");
  private static final Map<String, String> ORDERS = orders();

  private final Archive archive;
  private final RunControl control;
  private final RunShapes shapes;

  TasksResource(Archive archive, RunControl control, RunShapes shapes) {
    this.archive = archive;
    this.control = control;
    this.shapes = shapes;
  }

  @GET
  public ObjectNode tasks(
      @PathParam("dag") String dagId, @PathParam("run") String runId, @Context UriInfo uri) {
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    Query query = Paging.query(parameters);
    if (!dagId.equals(ALL)) {
      query.equal("r.dag_id", dagId);
    }
    if (!runId.equals(ALL)) {
      query.equal("r.run_id", runId);
      if (!dagId.equals(ALL) && archive.run(dagId, runId).isEmpty()) {
        throw ApiException.notFound(
            "DagRun with dag_id: `%s` and run_id: `%s` was not found".formatted(dagId, runId));
      }
    }
    states(query, Paging.all(parameters, "state"));
    query.in("t.pool", Paging.all(parameters, "pool"));
    Paging.instants(query, parameters, INSTANTS);
    Paging.order(query, Paging.all(parameters, "order_by"), ORDERS, "t.run_key");
    query.orderBy("t.position", false);
    var page = archive.tasks(query);
    return RunShapes.list("task_instances", page.items(), page.total(), this::shape);
  }

  @GET
  @Path("/{task}")
  public ObjectNode task(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId) {
    return shape(find(dagId, runId, taskId));
  }

  @PATCH
  @Path("/{task}")
  public ObjectNode patch(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      InputStream stream)
      throws IOException {
    return mark(dagId, runId, taskId, stream, false);
  }

  @PATCH
  @Path("/{task}/dry_run")
  public ObjectNode dryRun(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      InputStream stream)
      throws IOException {
    return mark(dagId, runId, taskId, stream, true);
  }

  @GET
  @Path("/{task}/tries")
  public ObjectNode tries(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId) {
    RunTask found = find(dagId, runId, taskId);
    List<TryRow> tries = archive.tries(found.run(), taskId);
    return RunShapes.list(
        "task_instances",
        tries,
        tries.size(),
        attempt -> shapes.attempt(found.run(), found.task(), attempt));
  }

  @GET
  @Path("/{task}/tries/{try}")
  public ObjectNode attempt(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      @PathParam("try") int tryNumber) {
    RunTask found = find(dagId, runId, taskId);
    return archive.tries(found.run(), taskId).stream()
        .filter(attempt -> attempt.tryNumber() == tryNumber)
        .findFirst()
        .map(attempt -> shapes.attempt(found.run(), found.task(), attempt))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "The Task Instance with dag_id: `%s`, run_id: `%s`, task_id: `%s`, try_number: `%d` was not found"
                        .formatted(dagId, runId, taskId, tryNumber)));
  }

  @GET
  @Path("/{task}/xcomEntries")
  public ObjectNode xcoms(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId) {
    RunTask found = find(dagId, runId, taskId);
    List<XComRow> xcoms = archive.xcoms(found.run(), taskId);
    return RunShapes.list(
        "xcom_entries", xcoms, xcoms.size(), xcom -> shapes.xcom(found.run(), xcom));
  }

  @GET
  @Path("/{task}/xcomEntries/{key}")
  public ObjectNode xcom(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      @PathParam("key") String key,
      @QueryParam("stringify") boolean stringify) {
    RunTask found = find(dagId, runId, taskId);
    XComRow xcom =
        archive.xcoms(found.run(), taskId).stream()
            .filter(each -> each.xcomKey().equals(key))
            .findFirst()
            .orElseThrow(
                () -> ApiException.notFound("XCom entry with key: `%s` not found".formatted(key)));
    ObjectNode shape = shapes.xcom(found.run(), xcom);
    JsonNode value = RunShapes.json(xcom.json());
    return stringify ? shape.put("value", value.asText(value.toString())) : with(shape, value);
  }

  private ObjectNode mark(
      String dagId, String runId, String taskId, InputStream stream, boolean dryRun)
      throws IOException {
    Body body =
        Body.read(
            stream,
            "new_state",
            "note",
            "include_upstream",
            "include_downstream",
            "include_future",
            "include_past");
    RunTask found = find(dagId, runId, taskId);
    TaskRow task = found.task();
    if (body.has("new_state")) {
      String state = body.text("new_state").orElse("");
      if (!MARKS.contains(state)) {
        throw body.invalid(
            "value_error",
            "new_state",
            "Value error, '%s' is not one of ['success', 'failed', 'skipped']".formatted(state));
      }
      task = control.mark(dagId, runId, taskId, TaskStatus.of(state), dryRun);
    }
    if (body.has("note") && !dryRun) {
      task = control.note(dagId, runId, taskId, body.text("note"));
    }
    List<RunTask> changed = List.of(new RunTask(found.run(), task));
    return RunShapes.list("task_instances", changed, 1, this::shape);
  }

  private RunTask find(String dagId, String runId, String taskId) {
    return archive
        .run(dagId, runId)
        .flatMap(run -> archive.task(run, taskId).map(task -> new RunTask(run, task)))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "The Task Instance with dag_id: `%s`, run_id: `%s` and task_id: `%s` was not found"
                        .formatted(dagId, runId, taskId)));
  }

  /** {@code no_status} asks for what is null. */
  private static void states(Query query, List<String> states) {
    List<String> named = new ArrayList<>(states);
    boolean none = named.remove("no_status");
    for (String state : named) {
      try {
        TaskStatus.of(state);
      } catch (IllegalArgumentException e) {
        throw ApiException.of(422, "Invalid value for state: '%s'".formatted(state));
      }
    }
    if (!none) {
      query.in("t.state", named);
    } else if (named.isEmpty()) {
      query.where("t.state is null");
    } else {
      query.in("coalesce(t.state, 'no_status')", states);
    }
  }

  private ObjectNode shape(RunTask found) {
    return shapes.task(found.run(), found.task());
  }

  private static ObjectNode with(ObjectNode shape, JsonNode value) {
    shape.set("value", value);
    return shape;
  }

  private static Map<String, String> orders() {
    Map<String, String> orders = new HashMap<>(INSTANTS);
    orders.put("id", "t.try_uid");
    orders.put("state", "t.state");
    orders.put("duration", "(t.end_date - t.start_date)");
    orders.put("map_index", "t.position");
    orders.put("try_number", "t.try_number");
    orders.put("data_interval_start", "r.interval_start");
    orders.put("data_interval_end", "r.interval_end");
    return Map.copyOf(orders);
  }
}
