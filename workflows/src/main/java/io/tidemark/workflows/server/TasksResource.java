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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tasks in runs, their tries, and what they left. */
@Path("/api/v2/dags/{dag}/dagRuns/{run}/taskInstances")
@Produces(MediaType.APPLICATION_JSON)
public final class TasksResource {
  private static final String ALL = "~";
  private static final List<String> MARKS = List.of("success", "failed", "skipped");

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
      if (!archive.dags().containsKey(dagId)) {
        throw ApiException.dagNotFound(dagId);
      }
      query.equal("r.dag_id", dagId);
    }
    if (!runId.equals(ALL)) {
      query.equal("r.run_id", runId);
      if (!dagId.equals(ALL) && archive.run(dagId, runId).isEmpty()) {
        throw ApiException.notFound(
            "DagRun with dag_id: `%s` and run_id: `%s` was not found".formatted(dagId, runId));
      }
    }
    var page = archive.tasks(TaskQuery.of(query, parameters));
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
      @QueryParam("update_mask") List<String> mask,
      InputStream stream)
      throws IOException {
    return mark(dagId, runId, taskId, mask, stream, false);
  }

  @PATCH
  @Path("/{task}/dry_run")
  public ObjectNode dryRun(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      @QueryParam("update_mask") List<String> mask,
      InputStream stream)
      throws IOException {
    return mark(dagId, runId, taskId, mask, stream, true);
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
      String dagId,
      String runId,
      String taskId,
      List<String> mask,
      InputStream stream,
      boolean dryRun)
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
    if (body.flag("include_future", false) || body.flag("include_past", false)) {
      throw body.invalid(
          "unsupported", "include_future", "tasks are marked in one run: name each dag_run_id");
    }
    RunTask found = find(dagId, runId, taskId);
    Map<String, TaskRow> changed = new LinkedHashMap<>();
    changed.put(taskId, found.task());
    if (body.has("new_state") && masked(mask, "new_state")) {
      TaskStatus state = state(body);
      changed.put(taskId, control.mark(dagId, runId, taskId, state, dryRun));
      for (String other : related(dagId, taskId, body)) {
        // Those that are in that state already stay as they are.
        if (!find(dagId, runId, other).task().is(state)) {
          changed.put(other, control.mark(dagId, runId, other, state, dryRun));
        }
      }
    }
    if (body.has("note") && !dryRun && masked(mask, "note")) {
      changed.put(taskId, control.note(dagId, runId, taskId, body.text("note")));
    }
    return RunShapes.list(
        "task_instances",
        List.copyOf(changed.values()),
        changed.size(),
        task -> shapes.task(found.run(), task));
  }

  private static TaskStatus state(Body body) {
    String state = body.text("new_state").orElse("");
    if (!MARKS.contains(state)) {
      throw body.invalid(
          "value_error",
          "new_state",
          "Value error, '%s' is not one of ['success', 'failed', 'skipped']".formatted(state));
    }
    return TaskStatus.of(state);
  }

  private static boolean masked(List<String> mask, String field) {
    return mask.isEmpty() || mask.contains(field);
  }

  private List<String> related(String dagId, String taskId, Body body) {
    List<String> related =
        new ArrayList<>(
            control.related(
                dagId,
                taskId,
                body.flag("include_upstream", false),
                body.flag("include_downstream", false)));
    related.remove(taskId);
    return related;
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

  private ObjectNode shape(RunTask found) {
    return shapes.task(found.run(), found.task());
  }

  private static ObjectNode with(ObjectNode shape, JsonNode value) {
    shape.set("value", value);
    return shape;
  }
}
