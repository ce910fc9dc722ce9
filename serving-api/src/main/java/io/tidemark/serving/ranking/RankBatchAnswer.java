package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.errors.Problem;
import java.util.List;

/**
 * Rankings for several users.
 *
 * @param results one for each request, in their order
 */
@Schema(description = "one result for each request, in their order")
public record RankBatchAnswer(List<Result> results) {
  public RankBatchAnswer {
    results = List.copyOf(results);
  }

  /**
   * What became of one request: either of the two is there.
   *
   * @param answer the ranking
   * @param errors why there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(description = "what became of one request: the ranking, or why there is none")
  public record Result(RankAnswer answer, List<Problem> errors) {}
}
