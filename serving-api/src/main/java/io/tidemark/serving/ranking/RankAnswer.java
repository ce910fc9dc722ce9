package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.realtime.RealtimeAnswer;
import io.tidemark.serving.retrieval.CandidatesAnswer;
import java.util.List;
import java.util.Map;

/**
 * Ranked pins, and how fresh what they were ranked by was.
 *
 * @param requestId to be sent back with the actions that follow from the answer
 * @param userId for whom
 * @param rankedBy what put the pins in order
 * @param ranker the ranker's release, null if it did not rank
 * @param fallback what was ranked by instead of both tides, null if it was both
 * @param pins best first; those without a score last, in the order of the request
 * @param excluded how many candidates were left out because the user acted on them; null unless
 *     asked for, and if the live actions could not be read
 * @param realtime the embedding that an arm asks for at the moment of the request; left out if none
 *     does, or it could be no other than the batch's
 * @param freshness how high each tide stood
 * @param experiments the arms that the ranking was made by: layer to experiment and arm
 * @param degraded why the answer is not all it could be; empty if it is
 * @param timing where the time went, left out unless asked for
 * @param retrieval where the pins come from, left out if the request had candidates
 */
@Schema(description = "ranked pins, and how fresh what they were ranked by was")
public record RankAnswer(
    @Schema(description = "send it back as request_id of the actions that follow") String requestId,
    String userId,
    @Schema(description = "what put the pins in order") RankedBy rankedBy,
    @Schema(nullable = true, description = "the ranker's release; null if it did not rank")
        String ranker,
    @Schema(
            nullable = true,
            description = "what was ranked by instead of both tides; null if it was both")
        Fallback fallback,
    @Schema(description = "best first; those without a score last, in the order of the request")
        List<RankedPin> pins,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(
            description =
                "with exclude_engaged: how many candidates were left out; not there if the live"
                    + " actions could not be read, as nothing could be left out then")
        Integer excluded,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(
            description =
                "the arms of experiments that made a difference: layer to experiment/arm; left out"
                    + " if none did")
        Map<String, String> experiments,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "with an arm whose cadence is realtime, if something is new")
        RealtimeAnswer realtime,
    Freshness freshness,
    @Schema(description = "why the answer is not all it could be; empty if it is")
        List<Degradation> degraded,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "with explain") Timing timing,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "where the pins come from, if the request had no candidates")
        CandidatesAnswer retrieval) {
  public RankAnswer {
    pins = List.copyOf(pins);
    experiments = Map.copyOf(experiments);
    degraded = List.copyOf(degraded);
  }

  /** The same ranking of candidates that the server retrieved; those of the answer are told. */
  RankAnswer of(CandidatesAnswer found) {
    return new RankAnswer(
        requestId,
        userId,
        rankedBy,
        ranker,
        fallback,
        pins,
        excluded,
        experiments,
        realtime,
        freshness,
        degraded,
        timing,
        found.only(pins.stream().map(RankedPin::pinId).toList()));
  }
}
