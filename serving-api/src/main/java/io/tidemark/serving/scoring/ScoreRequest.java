package io.tidemark.serving.scoring;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.RankerInput;

/**
 * The features of one request, named as the ranker's graph names them. Anything that was not sent
 * is null. N candidates, T live actions, P the width of pins, D the width of users.
 *
 * <p>In CBOR each vector may be a typed array of floats: see {@link VectorReader}.
 *
 * @param userEmbedding {@code [D]}
 * @param interestAverage {@code [P]}
 * @param livePinVectors {@code [T, P]}, newest first; null for a pin that is not known
 * @param liveActionTypes {@code [T]}, codes of the model's card
 * @param liveSurfaces {@code [T]}, likewise
 * @param liveOccurredAt {@code [T]}, ms since the epoch
 * @param requestedAt ms since the epoch
 * @param surface code of where the pins will be shown
 * @param candidatePinVectors {@code [N, P]}
 * @param candidateActions {@code [N]}, how popular each candidate is
 */
@Schema(description = "the features of one request, named as the ranker's graph names them")
public record ScoreRequest(
    @Schema(nullable = true, description = "[D]; left out if the user has none")
        @JsonDeserialize(using = VectorReader.class)
        float[] userEmbedding,
    @Schema(
            nullable = true,
            description =
                "[P], of norm 1, if the ranker looks at interests; left out if the user has none")
        @JsonDeserialize(using = VectorReader.class)
        float[] interestAverage,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description = "[T, P], newest first; a row is null if the pin is not known"),
            maxItems = ScoreRequest.MAX_LIVE_ACTIONS)
        @JsonDeserialize(contentUsing = VectorReader.class)
        float[][] livePinVectors,
    @Schema(description = "[T]: codes of action types, as in the model's card")
        int[] liveActionTypes,
    @Schema(description = "[T]: codes of surfaces, as in the model's card") int[] liveSurfaces,
    @Schema(description = "[T]: ms since 1970-01-01 UTC") long[] liveOccurredAt,
    @Schema(
            description = "when the ranking is asked for, ms since 1970-01-01 UTC",
            requiredMode = Schema.RequiredMode.REQUIRED)
        Long requestedAt,
    @Schema(description = "code of the surface; 0, unknown, if left out") Integer surface,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description = "[N, P]: the candidates",
                    requiredMode = Schema.RequiredMode.REQUIRED),
            minItems = 1,
            maxItems = ScoreRequest.MAX_CANDIDATES)
        @JsonDeserialize(contentUsing = VectorReader.class)
        float[][] candidatePinVectors,
    @Schema(description = "[N]: how often each was acted on; 0 if left out")
        @JsonDeserialize(using = VectorReader.class)
        float[] candidateActions) {
  /** The most candidates of a request. */
  public static final int MAX_CANDIDATES = 10_000;

  /** The most live actions of a request. */
  public static final int MAX_LIVE_ACTIONS = 1_000;

  /**
   * Checks the request and lays it out as the ranker takes it.
   *
   * @param ranker whose widths it must have
   * @throws RefusedException naming every field that is wrong
   */
  RankerInput check(OnnxRanker ranker) {
    return new ScoreChecks(
            this, ranker.pinWidth(), ranker.userWidth(), ranker.interests().isPresent())
        .features();
  }
}
