package io.tidemark.serving.ranking;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code POST /v1/rank}: ranked pins, and how fresh what they were ranked by was. */
@Path("/v1/rank")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class RankResource {
  private final RankCalls calls;
  private final OpenRanking open;

  /** A resource that hands requests to {@code calls}, those without candidates to {@code open}. */
  public RankResource(RankCalls calls, OpenRanking open) {
    this.calls = calls;
    this.open = open;
  }

  /** Ranks the candidates of one request. */
  @POST
  @Operation(
      operationId = "postRank",
      summary = "Rank pins for a user",
      description =
          "Merges the user's batch embedding and newest live actions, scores the candidates and"
              + " says how fresh each side was. Whatever cannot be read in time is left out, named"
              + " in degraded, and unknown in freshness: the ranking itself is answered 200. If more is"
              + " asked for than can be ranked in time, some requests are refused with 503 at once."
              + " Without candidates the server retrieves some, as /v1/candidates does, and says"
              + " where each comes from.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RankRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the ranked pins",
              content = @Content(schema = @Schema(implementation = RankAnswer.class))))
  public RankAnswer rank(RankRequest request) {
    if (request == null) {
      throw RefusedException.because(
          ErrorCode.WRONG_TYPE, null, "the body is null", "send a JSON object");
    }
    return request.candidates() == null
        ? open.rank(request.checkOpen(calls.configuration()))
        : calls.answer(List.of(request.check(calls.configuration()))).get(0);
  }
}
