package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.XComRow;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Tells a run's state, a line of JSON each time, until the run has ended. As with Airflow the
 * answer names no content type: its own client refuses one that is not plain JSON.
 */
@Path("/api/v2/dags/{dag}/dagRuns/{run}/wait")
public final class WaitResource {
  /** Each holds a thread of the server's; whoever comes later is to ask for the run instead. */
  private static final int MOST_AT_ONCE = 8;

  private static final double LONGEST_SECONDS = 3600;
  private static final String RETURN_VALUE = "return_value";

  private final Archive archive;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  WaitResource(Archive archive) {
    this.archive = archive;
  }

  /**
   * Streams until the run has ended.
   *
   * @param interval seconds between two lines
   * @param results tasks whose return values stand in the last line
   */
  @GET
  public void await(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @QueryParam("interval") String interval,
      @QueryParam("result") List<String> results,
      @Context HttpServletResponse response)
      throws IOException, InterruptedException {
    long millis = Math.round(seconds(interval) * 1e3);
    find(dagId, runId);
    if (!places.tryAcquire()) {
      throw ApiException.of(
          503, "%d requests wait already: ask for the run instead".formatted(MOST_AT_ONCE));
    }
    try {
      OutputStream out = response.getOutputStream();
      while (true) {
        Run run = find(dagId, runId);
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("state", run.state().id());
        if (run.state().isFinished() && !results.isEmpty()) {
          line.set("results", results(run, results));
        }
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        // What was flushed is sent: from here on nothing else can set the head of the answer.
        response.flushBuffer();
        if (run.state().isFinished()) {
          return;
        }
        Thread.sleep(millis);
      }
    } finally {
      places.release();
    }
  }

  private ObjectNode results(Run run, List<String> tasks) {
    ObjectNode results = JsonNodeFactory.instance.objectNode();
    for (String task : tasks) {
      archive.xcoms(run, task).stream()
          .filter(xcom -> xcom.xcomKey().equals(RETURN_VALUE))
          .map(XComRow::json)
          .map(RunShapes::json)
          .findFirst()
          .ifPresent(value -> results.set(task, value));
    }
    return results;
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

  private static double seconds(String interval) {
    List<String> place = List.of("query", "interval");
    if (interval == null) {
      throw ApiException.invalid(
          "missing", place, "Field required", JsonNodeFactory.instance.nullNode());
    }
    try {
      double seconds = Double.parseDouble(interval);
      if (seconds > 0 && seconds <= LONGEST_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      throw ApiException.invalid(
          "float_parsing", place, "Input should be a valid number", TextNode.valueOf(interval));
    }
    throw ApiException.invalid(
        "greater_than",
        place,
        "Input should be greater than 0, and at most 3600",
        TextNode.valueOf(interval));
  }
}
