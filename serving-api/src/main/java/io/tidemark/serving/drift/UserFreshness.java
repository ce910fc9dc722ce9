package io.tidemark.serving.drift;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.freshness.Freshness;
import java.time.Instant;
import java.util.List;

/**
 * How fresh one user's data is, and what that changes.
 *
 * @param now when this was answered
 * @param freshness as in the user's ranking answers
 * @param drift how far the embedding has drifted
 * @param rankings by both sides and by each alone
 * @param timeline the user's newest actions, newest first, and which side has each; empty if they
 *     could not be read
 */
@Schema(description = "how fresh one user's data is, and what that changes")
public record UserFreshness(
    String userId,
    Instant now,
    Freshness freshness,
    Drift drift,
    RankingsView rankings,
    @Schema(description = "the user's newest actions, newest first; empty if none could be read")
        List<TimelineAction> timeline) {
  public UserFreshness {
    timeline = List.copyOf(timeline);
  }

  /**
   * One action of the user.
   *
   * @param inBatch whether the embedding was computed from it; null if that is not known
   * @param inLive whether it is among the live actions that rankings use; null if they could not be
   *     read
   */
  @Schema(description = "one action of the user, and which side has it")
  public record TimelineAction(
      String pinId,
      @Schema(example = "save") String actionType,
      @Schema(example = "home") String surface,
      Instant occurredAt,
      @Schema(
              nullable = true,
              description = "whether the embedding was computed from it; null if that is not known")
          Boolean inBatch,
      @Schema(nullable = true, description = "whether rankings have it among the live actions")
          Boolean inLive) {}
}
