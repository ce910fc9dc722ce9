package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.process.TaskFiles;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Attempts;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.TaskRow;
import io.tidemark.workflows.scheduler.TaskStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Logs of tries: lines as events, part by part while a try runs. */
@Path("/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{try}")
public final class LogsResource {
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final int PART_BYTES = 1 << 20;

  private final Archive archive;
  private final Attempts attempts;

  LogsResource(Archive archive, Attempts attempts) {
    this.archive = archive;
    this.attempts = attempts;
  }

  /** Without a token from the beginning; with {@code Accept: *}{@code /*} an object a line. */
  @GET
  public Response log(
      @PathParam("dag") String dagId,
      @PathParam("run") String runId,
      @PathParam("task") String taskId,
      @PathParam("try") int tryNumber,
      @QueryParam("token") String token,
      @HeaderParam(HttpHeaders.ACCEPT) String accept)
      throws IOException {
    String form = form(accept);
    Run run = archive.run(dagId, runId).orElseThrow(LogsResource::notFound);
    TaskRow task = archive.task(run, taskId).orElseThrow(LogsResource::notFound);
    if (tryNumber < 0 || tryNumber > task.tryNumber()) {
      throw notFound();
    }
    List<String> lines;
    String next = null;
    if (tryNumber == 0) {
      lines =
          List.of(
              task.is(TaskStatus.UPSTREAM_FAILED)
                  ? "Task did not run because upstream task(s) failed."
                  : "Task has not run yet.");
    } else {
      boolean ended = tryNumber < task.tryNumber() || hasEnded(task);
      TaskFiles.Part part =
          attempts.files(run.runKey(), taskId, tryNumber).read(offset(token), PART_BYTES);
      lines = part.lines();
      next = ended && lines.isEmpty() ? null : token(part.end());
      if (ended && part.lines().size() > 0 && isLast(run, taskId, tryNumber, part.end())) {
        next = null;
      }
    }
    return form.equals(JSON) ? json(lines, next) : lines(lines);
  }

  private boolean isLast(Run run, String taskId, int tryNumber, long end) throws IOException {
    return attempts.files(run.runKey(), taskId, tryNumber).read(end, 1).lines().isEmpty();
  }

  private static boolean hasEnded(TaskRow task) {
    return task.isFinished() || task.state().isEmpty() || task.is(TaskStatus.UP_FOR_RETRY);
  }

  private static String form(String accept) {
    if (accept == null || accept.isBlank() || accept.contains("*/*")) {
      return accept != null && accept.contains(JSON) ? JSON : LINES;
    }
    if (accept.contains(JSON)) {
      return JSON;
    }
    if (accept.contains(LINES)) {
      return LINES;
    }
    throw ApiException.of(406, "Only application/json or application/x-ndjson is supported");
  }

  private static Response json(List<String> lines, String next) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode content = body.putArray("content");
    lines.forEach(line -> content.add(event(line)));
    return Response.ok(body.put("continuation_token", next), JSON).build();
  }

  private static Response lines(List<String> lines) {
    return Response.ok(
            lines.stream()
                .map(line -> event(line) + "\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8),
            LINES)
        .build();
  }

  private static ObjectNode event(String line) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    return TaskFiles.Remark.in(line)
        .map(
            remark ->
                event
                    .put("timestamp", remark.at().toString())
                    .put("event", remark.text())
                    .put("level", remark.level().toLowerCase(Locale.ROOT))
                    .put("logger", "scheduler"))
        .orElseGet(() -> event.putNull("timestamp").put("event", line));
  }

  private static String token(long offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Long.toString(offset).getBytes(UTF_8));
  }

  private static long offset(String token) {
    if (token == null || token.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(new String(Base64.getUrlDecoder().decode(token), UTF_8)));
    } catch (IllegalArgumentException e) {
      throw ApiException.of(400, "Bad Signature. Please use only the tokens provided by the API.");
    }
  }

  private static ApiException notFound() {
    return ApiException.notFound("TaskInstance not found");
  }
}
