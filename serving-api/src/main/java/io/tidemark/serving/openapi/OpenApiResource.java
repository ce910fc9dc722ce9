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
  private final Supplier<String> maker;
  private String document;

  /** A resource that answers with what {@code maker} makes when it is first asked. */
  public OpenApiResource(Supplier<String> maker) {
    this.maker = maker;
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
  public synchronized String document() {
    if (document == null) {
      document = maker.get();
    }
    return document;
  }
}
