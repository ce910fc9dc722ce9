package io.tidemark.serving.retrieval;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code POST /v1/candidates}: pins that may be worth ranking for a user. */
@Path("/v1/candidates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class CandidatesResource {
  private final CandidateRetrieval retrieval;
  private final Admission admission;

  /** A resource that asks {@code retrieval}, as {@code admission} allows. */
  public CandidatesResource(CandidateRetrieval retrieval, Admission admission) {
    this.retrieval = retrieval;
    this.admission = admission;
  }

  /** Retrieves the candidates of one request. */
  @POST
  @Operation(
      operationId = "postCandidates",
      summary = "Pins that may be worth ranking for a user",
      description =
          "Nearest neighbours of the user's embedding, of some of the user's interests, and of pins"
              + " that the user acted on lately, in one list without repeats, each with where it"
              + " comes from. Whatever cannot be read in time is left out and said. Of whom nothing"
              + " is known gets what is popular on the surface.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = CandidatesRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the candidates",
              content = @Content(schema = @Schema(implementation = CandidatesAnswer.class))))
  public CandidatesAnswer retrieve(CandidatesRequest request) {
    if (request == null) {
      throw RefusedException.because(
          ErrorCode.WRONG_TYPE, null, "the body is null", "send a JSON object");
    }
    CandidateQuery query = request.check(retrieval.configuration());
    try (Admission.Pass pass = admission.enter(query.timeout())) {
      return retrieval.retrieve(query, pass);
    }
  }
}
