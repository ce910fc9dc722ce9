package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Catalog;
import io.tidemark.workflows.scheduler.DagRow;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.RunStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Workflows. */
@Path("/api/v2/dags")
@Produces(MediaType.APPLICATION_JSON)
public final class DagsResource {
  private final Catalog catalog;
  private final Archive archive;
  private final RunControl control;
  private final DagShapes shapes;
  private final Clock clock;

  DagsResource(
      Catalog catalog, Archive archive, RunControl control, DagShapes shapes, Clock clock) {
    this.catalog = catalog;
    this.archive = archive;
    this.control = control;
    this.shapes = shapes;
    this.clock = clock;
  }

  @GET
  public ObjectNode dags(@Context UriInfo uri) {
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    Map<String, DagRow> rows = archive.dags();
    List<Workflow> workflows = new ArrayList<>(catalog.all());
    for (String filter : List.of("dag_id_pattern", "dag_display_name_pattern")) {
      String part = parameters.getFirst(filter);
      if (part != null && !part.equals("~")) {
        String wanted = part.replace("%", "").toLowerCase(Locale.ROOT);
        workflows.removeIf(workflow -> !workflow.id().contains(wanted));
      }
    }
    removeOthers(workflows, parameters, "tags", DagShapes.TAG);
    removeOthers(workflows, parameters, "owners", DagShapes.OWNER);
    String paused = parameters.getFirst("paused");
    if (paused != null) {
      boolean wanted = Boolean.parseBoolean(paused);
      workflows.removeIf(workflow -> rows.get(workflow.id()).isPaused() != wanted);
    }
    workflows.sort(order(Paging.all(parameters, "order_by")));
    List<Workflow> page = Paging.page(parameters, workflows);
    return RunShapes.list("dags", page, workflows.size(), workflow -> shape(workflow, rows));
  }

  /** All workflows have one tag and one owner. */
  private static void removeOthers(
      List<Workflow> workflows,
      MultivaluedMap<String, String> parameters,
      String name,
      String one) {
    List<String> wanted = Paging.all(parameters, name);
    if (!wanted.isEmpty() && !wanted.contains(one)) {
      workflows.clear();
    }
  }

  @GET
  @Path("/{dag}")
  public ObjectNode dag(@PathParam("dag") String dagId) {
    return shape(workflow(dagId), archive.dags());
  }

  @GET
  @Path("/{dag}/details")
  public ObjectNode details(@PathParam("dag") String dagId) {
    Workflow workflow = workflow(dagId);
    int active = archive.countByState(dagId).getOrDefault(RunStatus.RUNNING.id(), 0);
    DagRow row = archive.dags().get(dagId);
    return shapes.details(workflow, row.isPaused(), archive.nextRun(row, clock.instant()), active);
  }

  @GET
  @Path("/{dag}/tasks")
  public ObjectNode tasks(@PathParam("dag") String dagId) {
    Workflow workflow = workflow(dagId);
    return RunShapes.list(
        "tasks", workflow.tasks(), workflow.tasks().size(), task -> shapes.task(workflow, task));
  }

  @GET
  @Path("/{dag}/tasks/{task}")
  public ObjectNode task(@PathParam("dag") String dagId, @PathParam("task") String taskId) {
    Workflow workflow = workflow(dagId);
    return workflow
        .task(taskId)
        .map(task -> shapes.task(workflow, task))
        .orElseThrow(
            () -> ApiException.notFound("Task with id %s was not found".formatted(taskId)));
  }

  @PATCH
  @Path("/{dag}")
  public ObjectNode patch(@PathParam("dag") String dagId, InputStream stream) throws IOException {
    Body body = Body.read(stream, "is_paused");
    workflow(dagId);
    body.require("is_paused");
    control.setPaused(dagId, body.flag("is_paused", false));
    return dag(dagId);
  }

  @GET
  @Path("/{dag}/dagVersions")
  public ObjectNode versions(@PathParam("dag") String dagId) {
    workflow(dagId);
    return RunShapes.list("dag_versions", List.of(dagId), 1, shapes::version);
  }

  @GET
  @Path("/{dag}/dagVersions/{number}")
  public ObjectNode version(@PathParam("dag") String dagId, @PathParam("number") int number) {
    workflow(dagId);
    if (number != DagShapes.VERSION) {
      throw ApiException.notFound(
          "The DagVersion with dag_id: `%s` and version_number: `%d` was not found"
              .formatted(dagId, number));
    }
    return shapes.version(dagId);
  }

  private ObjectNode shape(Workflow workflow, Map<String, DagRow> rows) {
    DagRow row = rows.get(workflow.id());
    return shapes.dag(workflow, row.isPaused(), archive.nextRun(row, clock.instant()));
  }

  private Workflow workflow(String dagId) {
    return catalog.workflow(dagId).orElseThrow(() -> ApiException.dagNotFound(dagId));
  }

  private static Comparator<Workflow> order(List<String> wanted) {
    Comparator<Workflow> byId = Comparator.comparing(Workflow::id);
    for (String name : wanted) {
      if (!List.of("dag_id", "dag_display_name").contains(name.replaceFirst("^-", ""))) {
        throw ApiException.of(
            400,
            "Ordering with '%s' is disallowed or the attribute does not exist on the model"
                .formatted(name));
      }
    }
    // The name that is shown is the id.
    return !wanted.isEmpty() && wanted.get(0).startsWith("-") ? byId.reversed() : byId;
  }
}
