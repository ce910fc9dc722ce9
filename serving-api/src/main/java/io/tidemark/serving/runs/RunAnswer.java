package io.tidemark.serving.runs;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * The tasks of one run. Null is unknown, or not there.
 *
 * @param problem why they are not known, in words; null if they are
 * @param tasks in the order in which they started, those that did not last
 */
@Schema(description = "the tasks of one run; null is unknown or not there")
public record RunAnswer(
    String workflow,
    String run,
    Instant readAt,
    @Schema(nullable = true, description = "why nothing is known, in words") String problem,
    List<TaskView> tasks) {
  public RunAnswer {
    tasks = List.copyOf(tasks);
  }

  /**
   * One task.
   *
   * @param state as the scheduler names it; null if it has none yet
   * @param tries how often it was tried
   * @param log the last lines of the last try, of a task that failed; empty of others
   */
  @Schema(description = "one task of a run")
  public record TaskView(
      String task,
      @Schema(nullable = true, example = "failed") String state,
      int tries,
      @Schema(nullable = true) Instant startedAt,
      @Schema(nullable = true) Instant endedAt,
      @Schema(description = "the last lines that a failed task logged") List<String> log) {
    public TaskView {
      log = List.copyOf(log);
    }
  }
}
