package io.tidemark.serving.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How the daily workflow went and when it runs next. Null is unknown, or not there.
 *
 * @param status in one word
 * @param problem why it is unknown, in words; null if it is not
 * @param workflow which
 * @param readAt when the scheduler last answered; null if it never did
 * @param paused whether it is paused, so that no run comes
 * @param last the newest run that has ended; null if none has
 * @param running the run that is under way; null if none is
 * @param lastSuccess when the last run that succeeded ended
 * @param nextRunAt when the next run is due
 */
@Schema(description = "how the daily workflow went, and when it runs next; null is unknown")
public record BatchRuns(
    Status status,
    @Schema(nullable = true, description = "why it is unknown, in words") String problem,
    @Schema(example = "daily_embeddings") String workflow,
    @Schema(nullable = true, description = "when the scheduler last answered") Instant readAt,
    @Schema(nullable = true, description = "whether it is paused, so that no run comes")
        Boolean paused,
    @Schema(nullable = true, description = "the newest run that has ended") Run last,
    @Schema(nullable = true, description = "the run that is under way") Run running,
    @Schema(nullable = true, description = "when the last run that succeeded ended")
        Instant lastSuccess,
    @Schema(nullable = true, description = "when the next run is due") Instant nextRunAt) {

  /** How the last run ended. */
  public enum Status {
    /** It succeeded. */
    SUCCEEDED,
    /** It failed. */
    FAILED,
    /** No run has ended yet. */
    NEVER_RAN,
    /** No scheduler is configured. */
    NOT_CONFIGURED,
    /** The scheduler does not answer, or not as it should. */
    UNKNOWN;

    /** The name in answers, such as {@code never_ran}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One run.
   *
   * @param run its id
   * @param state as the scheduler names it, such as {@code failed}
   * @param day the day whose data it is for
   * @param failedTasks the tasks that failed, first failed first; not those that only waited for
   *     one
   * @param why the last error that the first failed task logged
   */
  @Schema(description = "one run of the workflow")
  public record Run(
      String run,
      @Schema(description = "as the scheduler names it", example = "failed") String state,
      @Schema(nullable = true, description = "the day whose data it is for") String day,
      @Schema(nullable = true) Instant startedAt,
      @Schema(nullable = true) Instant endedAt,
      @Schema(description = "the tasks that failed") List<String> failedTasks,
      @Schema(nullable = true, description = "the last error that the first of them logged")
          String why) {
    public Run {
      failedTasks = List.copyOf(failedTasks);
    }
  }

  static BatchRuns unknown(Status status, String workflow, String problem, Instant readAt) {
    return new BatchRuns(status, problem, workflow, readAt, null, null, null, null, null);
  }
}
