package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;

/**
 * One pin of an answer.
 *
 * @param pinId which
 * @param score its utility by the ranker; null if it was not scored
 * @param known whether the release of pins has it; null if it could not be read in time
 * @param explain how the score came about, left out unless asked for
 */
@Schema(description = "one pin of an answer")
public record RankedPin(
    @Schema(example = "p1001") String pinId,
    @Schema(
            nullable = true,
            description =
                "its utility: the sum of weight times probability over what the user may do with"
                    + " it; null if the ranker did not score it",
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
   * @param probabilities how likely the user does each thing, by the name of the ranker's head
   * @param utility what each of them adds to the score; their sum is the score
   * @param scoreBatchOnly the score, had the user no live actions
   * @param scoreLiveOnly the score, had the user no batch embedding
   */
  @Schema(description = "how a score came about; null is unknown")
  public record Explanation(
      @Schema(nullable = true, description = "how often it was acted on in training") Long actions,
      @Schema(
              nullable = true,
              description = "how likely the user does each thing, by the name of the head")
          Map<String, Float> probabilities,
      @Schema(
              nullable = true,
              description = "weight times probability of each head: they add up to the score")
          Map<String, Float> utility,
      @Schema(nullable = true, description = "the score, had the user no live actions")
          Float scoreBatchOnly,
      @Schema(nullable = true, description = "the score, had the user no batch embedding")
          Float scoreLiveOnly) {}
}
