package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A pin that may be worth ranking.
 *
 * @param pinId which
 * @param sources why, the source that named it first first
 */
@Schema(description = "a pin that may be worth ranking, and why")
public record Candidate(@Schema(example = "p1001") String pinId, List<Reason> sources) {
  public Candidate {
    sources = List.copyOf(sources);
  }

  /**
   * Why a pin is a candidate.
   *
   * @param source where it comes from
   * @param near the medoid or the pin acted on that it is near to; null for other sources
   * @param similarity cosine to what was asked from, -1 to 1; null for popular pins
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(description = "why a pin is a candidate")
  public record Reason(
      Source source,
      @Schema(description = "the medoid, or the pin acted on lately, that it is near to")
          String near,
      @Schema(description = "cosine to what was asked from, -1 to 1") Float similarity) {}
}
