package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Tasks of a run that are to run again. Never a dry run, which is what servers take a request for
 * that does not say.
 *
 * @param runId of the run
 * @param taskIds these; empty for all
 * @param onlyFailed of them, only those that failed, with what waits for them
 * @param downstream also what waits for the named tasks
 */
public record ClearRequest(
    String runId, List<String> taskIds, boolean onlyFailed, boolean downstream) {
  public ClearRequest {
    requireNonNull(runId, "runId is null");
    taskIds = List.copyOf(taskIds);
  }

  /** What failed, and what waits for it. */
  public static ClearRequest failed(String runId) {
    return new ClearRequest(runId, List.of(), true, false);
  }

  /** The whole run. */
  public static ClearRequest all(String runId) {
    return new ClearRequest(runId, List.of(), false, false);
  }

  /** A task and all that waits for it, however they ended. */
  public static ClearRequest from(String runId, String taskId) {
    return new ClearRequest(runId, List.of(taskId), false, true);
  }
}
