package io.tidemark.serving.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * All workflows and their newest runs. Null is unknown, or not there.
 *
 * @param status whether the scheduler told
 * @param problem why it did not, in words; null if it did
 * @param readAt when this was asked
 * @param workflows by name
 */
@Schema(description = "all workflows and their newest runs; null is unknown or not there")
public record WorkflowsAnswer(
    Status status,
    @Schema(nullable = true, description = "why nothing is known, in words") String problem,
    Instant readAt,
    List<WorkflowView> workflows) {
  public WorkflowsAnswer {
    workflows = List.copyOf(workflows);
  }

  /** Whether the scheduler told. */
  public enum Status {
    KNOWN,
    /** No scheduler is configured. */
    NOT_CONFIGURED,
    /** The scheduler does not answer, or not as it should. */
    UNKNOWN;

    /** The name in answers, such as {@code not_configured}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One workflow.
   *
   * @param schedule when it runs, as the scheduler writes it; null if only by hand
   * @param paused whether no run comes by itself
   * @param runs newest first
   */
  @Schema(description = "one workflow")
  public record WorkflowView(
      @Schema(example = "daily_embeddings") String workflow,
      @Schema(nullable = true) String description,
      @Schema(nullable = true, description = "null if it runs only by hand") String schedule,
      @Schema(nullable = true) Boolean paused,
      @Schema(nullable = true) Instant nextRunAt,
      @Schema(description = "newest first") List<RunView> runs) {
    public WorkflowView {
      runs = List.copyOf(runs);
    }
  }

  /**
   * One run.
   *
   * @param state as the scheduler names it, such as {@code failed}
   * @param day the day whose data it is for
   * @param type why it runs, such as {@code scheduled} or {@code manual}
   */
  @Schema(description = "one run of a workflow")
  public record RunView(
      String run,
      @Schema(example = "failed") String state,
      @Schema(nullable = true, description = "the day whose data it is for") String day,
      @Schema(nullable = true, example = "scheduled") String type,
      @Schema(nullable = true) Instant startedAt,
      @Schema(nullable = true) Instant endedAt,
      @Schema(nullable = true, description = "what somebody, or the scheduler, noted of it")
          String note) {}

  static WorkflowsAnswer nothing(Status status, String problem, Instant readAt) {
    return new WorkflowsAnswer(status, problem, readAt, List.of());
  }
}
