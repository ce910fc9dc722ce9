package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * One pin of an answer.
 *
 * @param pinId which
 * @param score the ranker's, in [0, 1]; null if it was not scored
 * @param known whether the release of pins has it; null if it could not be read in time
 * @param explain how the score came about, left out unless asked for
 */
@Schema(description = "one pin of an answer")
public record RankedPin(
    @Schema(example = "p1001") String pinId,
    @Schema(
            nullable = true,
            description = "the ranker's score in [0, 1]; null if the ranker did not score it",
            example = "0.71")
        Float score,
    @Schema(
            nullable = true,
            description =
                "whether the release of pins has it; null if it could not be read in time")
        Boolean known,
    @JsonInclude(JsonInclude.Include.NON_NULL) Explanation explain) {

  /**
   * How a score came about. Null is unknown.
   *
   * @param actions how often the pin was acted on in the release's training period
   * @param scoreWithoutLive the score, had the user no live actions
   * @param scoreWithoutBatch the score, had the user no batch embedding
   */
  @Schema(description = "how a score came about; null is unknown")
  public record Explanation(
      @Schema(nullable = true, description = "how often it was acted on in training") Long actions,
      @Schema(nullable = true, description = "the score, had the user no live actions")
          Float scoreWithoutLive,
      @Schema(nullable = true, description = "the score, had the user no batch embedding")
          Float scoreWithoutBatch) {}
}
