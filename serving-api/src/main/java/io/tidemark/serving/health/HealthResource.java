package io.tidemark.serving.health;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /health}, {@code /health/live} and {@code /health/ready}. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
  private final Optional<String> instance;
  private final Supplier<List<String>> missing;
  private final Supplier<List<String>> flaws;
  private final BooleanSupplier starting;

  /**
   * @param instance the token the process was started with
   * @param missing what is not loaded or warm yet, in words
   * @param flaws what else is not as it should be, in words: no reason not to get traffic
   * @param starting whether the process has just started and what is missing may come by itself
   */
  public HealthResource(
      Optional<String> instance,
      Supplier<List<String>> missing,
      Supplier<List<String>> flaws,
      BooleanSupplier starting) {
    this.instance = instance;
    this.missing = missing;
    this.flaws = flaws;
    this.starting = starting;
  }

  /** Who answers here, and how it is. */
  @GET
  @Operation(
      operationId = "getHealth",
      summary = "Who answers here, and how it is",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "it has started",
            content = @Content(schema = @Schema(implementation = HealthAnswer.class))),
        @ApiResponse(
            responseCode = "503",
            description = "it has just started, and has not read from HBase what is published",
            content = @Content(schema = @Schema(implementation = HealthAnswer.class)))
      })
  public Response health() {
    boolean isStarting = starting.getAsBoolean();
    return Response.status(isStarting ? 503 : 200)
        .entity(answer(isStarting ? "starting" : "up"))
        .build();
  }

  /** Whether the process should be left running: yes if this answers at all. */
  @GET
  @Path("/live")
  @Operation(
      operationId = "getLiveness",
      summary = "Whether the process should be left running",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "HTTP answers",
              content = @Content(schema = @Schema(implementation = HealthAnswer.class))))
  public HealthAnswer live() {
    return answer("up");
  }

  /** Whether the process should get traffic. */
  @GET
  @Path("/ready")
  @Operation(
      operationId = "getReadiness",
      summary = "Whether the models are loaded and warm",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "the models are loaded and warm",
            content = @Content(schema = @Schema(implementation = ReadyAnswer.class))),
        @ApiResponse(
            responseCode = "503",
            description = "something is missing, and named; rankings are answered, but degraded",
            content = @Content(schema = @Schema(implementation = ReadyAnswer.class)))
      })
  public Response ready() {
    List<String> names = missing.get();
    return Response.status(names.isEmpty() ? 200 : 503)
        .entity(new ReadyAnswer(names.isEmpty(), names))
        .build();
  }

  private HealthAnswer answer(String status) {
    String detail =
        Stream.of(missing, flaws)
            .flatMap(words -> words.get().stream())
            .collect(Collectors.joining("; "));
    return new HealthAnswer("api", instance.orElse(null), status, detail);
  }
}
