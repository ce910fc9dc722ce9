package io.tidemark.serving.fleet;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /v1/freshness}: how fresh everything is for everybody. */
@Path("/v1/freshness")
@Produces(MediaType.APPLICATION_JSON)
public final class FleetResource {
  private final FleetView view;

  /** A resource that answers with {@code view}. */
  public FleetResource(FleetView view) {
    this.view = view;
  }

  /** How fresh everything is for everybody. */
  @GET
  @Operation(
      operationId = "getFreshness",
      summary = "How fresh everything is for everybody",
      description =
          "The ages of both sides, how far the stream is in each partition, what recent answers"
              + " were made of, what a sample of users has, the canary, and how the daily workflow"
              + " went. Reads nothing: it is answered from memory, whatever is away.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "how fresh everything is",
              content = @Content(schema = @Schema(implementation = FleetAnswer.class))))
  public FleetAnswer freshness() {
    return view.now();
  }
}
