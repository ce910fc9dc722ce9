package io.tidemark.workflows.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task in a run, or one of its tries. Its place is workflow, run, task and map index: the
 * server's own id changes from try to try.
 *
 * @param dagId of the workflow
 * @param runId of the run
 * @param taskId of the task
 * @param mapIndex -1 unless the task is mapped
 * @param state now
 * @param tryNumber of the newest try, 0 if none began
 * @param maxTries the number of the last try is one more than this
 * @param startedAt of this try
 * @param endedAt of this try
 * @param pid of its process where it ran
 * @param pool whose slots it takes
 * @param note for people; Tidemark's scheduler leaves the reason of a failure here
 */
public record TaskInstance(
    String dagId,
    String runId,
    String taskId,
    int mapIndex,
    TaskState state,
    int tryNumber,
    int maxTries,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    OptionalLong pid,
    Optional<String> pool,
    Optional<String> note) {

  static TaskInstance of(Json json) {
    return new TaskInstance(
        json.text("dag_id", ""),
        json.text("dag_run_id", ""),
        json.text("task_id", ""),
        json.number("map_index").orElse(-1),
        TaskState.of(json.text("state")),
        json.number("try_number").orElse(0),
        json.number("max_tries").orElse(0),
        json.instant("start_date"),
        json.instant("end_date"),
        json.longNumber("pid"),
        json.text("pool"),
        json.text("note"));
  }

  /** From start to end, from the dates: a server's own figure may be another. */
  public Optional<Duration> duration() {
    return startedAt.flatMap(start -> endedAt.map(end -> Duration.between(start, end)));
  }
}
