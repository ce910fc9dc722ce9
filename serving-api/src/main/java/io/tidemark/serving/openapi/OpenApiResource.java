package io.tidemark.serving.openapi;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;

/** {@code GET /openapi.json}: what the API has, for people and code generators. */
@Path("/openapi.json")
public final class OpenApiResource {
  private final Supplier<String> document;

  /** A resource that answers with that document, made when it is first asked for. */
  public OpenApiResource(Supplier<String> document) {
    this.document = document;
  }

  /** The document. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getOpenApi",
      summary = "This document",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the OpenAPI document",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(type = "object"))))
  public String document() {
    return document.get();
  }
}
