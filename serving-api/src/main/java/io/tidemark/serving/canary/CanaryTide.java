package io.tidemark.serving.canary;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.metrics.Percentiles;
import java.util.List;
import java.util.Locale;

/**
 * How long an action takes from HTTP until it is in a ranking, by synthetic users that act all the
 * time. Null is unknown.
 *
 * @param enabled whether they do
 * @param everySeconds how often one acts in each partition
 * @param windowSeconds of the last so many seconds
 * @param status the worst of all partitions
 * @param latencyMs of all partitions
 * @param partitions one by one
 */
@Schema(description = "how long an action takes from HTTP until it is in a ranking")
public record CanaryTide(
    boolean enabled,
    double everySeconds,
    @Schema(description = "of the last so many seconds") long windowSeconds,
    Status status,
    @Schema(description = "from POST /v1/actions until a ranking has the action, all partitions")
        Percentiles latencyMs,
    List<PartitionCanary> partitions) {
  public CanaryTide {
    partitions = List.copyOf(partitions);
  }

  /** How the canary of a partition is. */
  public enum Status {
    /** Its last action came into a ranking, and none waits for longer than the objective. */
    ALIVE,
    /** An action waits for longer than the objective of the live side allows. */
    LATE,
    /** Its last action could not be sent, or was given up. */
    LOST,
    /** It is switched off, or has not acted yet. */
    UNKNOWN;

    /** The name in answers, such as {@code alive}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The canary of one partition.
   *
   * @param lastMs of the last action that came into a ranking
   * @param waitingMs how long the present action has waited; null if none does
   * @param lost actions that could not be sent or were given up, since the start
   * @param problem why the last one was lost, in words; null if it was not
   */
  @Schema(description = "the canary of one partition")
  public record PartitionCanary(
      int partition,
      Status status,
      @Schema(nullable = true, description = "of the last action that came into a ranking")
          Double lastMs,
      @Schema(nullable = true, description = "how long the present action has waited until now")
          Double waitingMs,
      Percentiles latencyMs,
      @Schema(description = "actions that were given up, since the start") long lost,
      @Schema(nullable = true, description = "why the last one was lost") String problem) {}
}
