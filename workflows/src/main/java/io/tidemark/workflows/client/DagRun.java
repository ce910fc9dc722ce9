package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run of a workflow.
 *
 * @param dagId of the workflow
 * @param runId of the run, unique in the workflow
 * @param state now; "finished" is not final, since a run may be cleared
 * @param type {@code manual}, {@code scheduled}, {@code backfill} or another
 * @param logicalDate empty where the run has none (version 2 only)
 * @param queuedAt empty if the server does not say
 * @param runAfter it does not start before; empty if the server does not say
 * @param startedAt empty while it waits
 * @param endedAt empty until it has ended
 * @param conf what it was started with
 * @param note for people
 */
public record DagRun(
    String dagId,
    String runId,
    RunState state,
    String type,
    Optional<Instant> logicalDate,
    Optional<Instant> queuedAt,
    Optional<Instant> runAfter,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Map<String, JsonNode> conf,
    Optional<String> note) {

  static DagRun of(Json json) {
    Optional<Instant> logicalDate = json.instant("logical_date");
    return new DagRun(
        json.text("dag_id", ""),
        json.text("dag_run_id", ""),
        new RunState(json.text("state", "")),
        json.text("run_type", ""),
        logicalDate.isPresent() ? logicalDate : json.instant("execution_date"),
        json.instant("queued_at"),
        json.instant("run_after"),
        json.instant("start_date"),
        json.instant("end_date"),
        json.object("conf"),
        json.text("note"));
  }

  /** From start to end, from the dates: a server's own figure may be another. */
  public Optional<Duration> duration() {
    return startedAt.flatMap(start -> endedAt.map(end -> Duration.between(start, end)));
  }
}
