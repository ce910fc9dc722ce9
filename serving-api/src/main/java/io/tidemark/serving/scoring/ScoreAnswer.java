package io.tidemark.serving.scoring;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What the ranker says of each candidate.
 *
 * @param ranker its release
 * @param heads H, what the columns are the probabilities of
 * @param probabilities {@code [N, H]}, in the order of the candidates
 */
@Schema(description = "what the ranker says of each candidate")
public record ScoreAnswer(
    @Schema(description = "the ranker's release") String ranker,
    @Schema(description = "[H]: what the columns are the probabilities of") List<String> heads,
    @Schema(description = "[N, H]: in the order of the candidates") float[][] probabilities) {
  public ScoreAnswer {
    heads = List.copyOf(heads);
  }
}
