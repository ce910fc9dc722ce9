package io.tidemark.serving.releases;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.releases.ReleaseHistoryAnswer.Changes;
import io.tidemark.store.Release;
import io.tidemark.store.ReleaseConflictException;
import io.tidemark.store.StoreException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/releases/{model}}: its history, and changes of what is published. */
@Path("/v1/releases/{model}")
@Produces(MediaType.APPLICATION_JSON)
public final class ReleaseHistoryResource {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseHistoryResource.class);
  private static final Set<String> MODELS =
      Set.of(
          Release.PINS,
          Release.PINNERFORMER,
          Release.PINNERSAGE,
          Release.RETRIEVAL,
          Release.RANKER);
  private static final int LONGEST = 500;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ReleaseStore store;
  private final AdminGate gate;
  private final Clock clock;

  /**
   * @param store where releases are kept
   * @param gate who may change what is published
   * @param clock the time of day
   */
  public ReleaseHistoryResource(ReleaseStore store, AdminGate gate, Clock clock) {
    this.store = store;
    this.gate = gate;
    this.clock = clock;
  }

  /** Everything about a model's releases. */
  @GET
  @Operation(
      operationId = "getReleaseHistory",
      summary = "All releases of a model, and every change of what is published",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "the releases",
            content = @Content(schema = @Schema(implementation = ReleaseHistoryAnswer.class))),
        @ApiResponse(responseCode = "404", ref = "#/components/responses/Error404"),
        @ApiResponse(responseCode = "503", ref = "#/components/responses/Error503")
      })
  public ReleaseHistoryAnswer history(
      @Parameter(description = "pins, pinnerformer, pinnersage, retrieval or ranker")
          @PathParam("model")
          String model) {
    requireModel(model);
    return answer(model);
  }

  /** Publishes a release. */
  @POST
  @Path("/publish")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "publishRelease",
      summary = "Publish a release",
      description =
          "For all readers at once. Needs Authorization: Bearer with the API's"
              + " TIDEMARK_ADMIN_TOKEN; without one in its environment the API changes nothing (403).",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = PublishRequest.class))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "it is published; the releases as they are now",
            content = @Content(schema = @Schema(implementation = ReleaseHistoryAnswer.class))),
        @ApiResponse(responseCode = "401", ref = "#/components/responses/Error401"),
        @ApiResponse(responseCode = "403", ref = "#/components/responses/Error403"),
        @ApiResponse(responseCode = "404", ref = "#/components/responses/Error404"),
        @ApiResponse(responseCode = "409", ref = "#/components/responses/Error409")
      })
  public ReleaseHistoryAnswer publish(
      @Parameter(description = "pins, pinnerformer, pinnersage, retrieval or ranker")
          @PathParam("model")
          String model,
      @Context HttpHeaders headers,
      PublishRequest request) {
    gate.require(headers);
    requireModel(model);
    requireText("release", request == null ? null : request.release());
    String reason = requireText("reason", request.reason());
    return changed(
        model,
        () -> {
          store.publish(request.seen(), model, request.release(), reason);
          return "published " + request.release();
        });
  }

  /** Goes back to the release that was published before. */
  @POST
  @Path("/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rollBackRelease",
      summary = "Go back to the release that was published before",
      description = "Needs Authorization, as publishing does.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RollbackRequest.class))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "it is rolled back; the releases as they are now",
            content = @Content(schema = @Schema(implementation = ReleaseHistoryAnswer.class))),
        @ApiResponse(responseCode = "401", ref = "#/components/responses/Error401"),
        @ApiResponse(responseCode = "403", ref = "#/components/responses/Error403"),
        @ApiResponse(responseCode = "404", ref = "#/components/responses/Error404"),
        @ApiResponse(responseCode = "409", ref = "#/components/responses/Error409")
      })
  public ReleaseHistoryAnswer rollback(
      @Parameter(description = "pins, pinnerformer, pinnersage, retrieval or ranker")
          @PathParam("model")
          String model,
      @Context HttpHeaders headers,
      RollbackRequest request) {
    gate.require(headers);
    requireModel(model);
    String seen = requireText("published", request == null ? null : request.published());
    String reason = requireText("reason", request.reason());
    return changed(
        model,
        () -> {
          store.rollback(seen, model, reason);
          return "rolled back " + seen;
        });
  }

  private ReleaseHistoryAnswer changed(String model, Supplier<String> change) {
    try {
      LOGGER.info("{}: {}", model, change.get());
    } catch (ReleaseConflictException e) {
      throw conflict(e.getMessage(), "look at what is published now, and decide again");
    } catch (StoreException e) {
      throw e.getCause() == null
          ? conflict(e.getMessage(), "see GET /v1/releases/" + model)
          : unavailable(e);
    } catch (IllegalStateException e) {
      throw unavailable(e);
    }
    return answer(model);
  }

  private ReleaseHistoryAnswer answer(String model) {
    try {
      return ReleaseHistoryAnswer.of(
          model,
          store.everything(model),
          clock.instant(),
          gate.isOpen() ? Changes.ON : Changes.OFF);
    } catch (StoreException | IllegalStateException e) {
      throw unavailable(e);
    }
  }

  private static void requireModel(String model) {
    if (!MODELS.contains(model)) {
      throw new NotFoundException();
    }
  }

  private static String requireText(String field, String value) {
    if (value == null || value.isBlank() || value.length() > LONGEST) {
      throw RefusedException.because(
          ErrorCode.INVALID_FIELD,
          field,
          field + (value == null || value.isBlank() ? " is missing" : " is too long"),
          "send 1 to %d characters".formatted(LONGEST));
    }
    return value.strip();
  }

  private static RefusedException conflict(String message, String fix) {
    return RefusedException.because(ErrorCode.CONFLICT, null, message, fix);
  }

  private static RefusedException unavailable(RuntimeException e) {
    return RefusedException.tryLater(
        ErrorCode.HBASE_UNAVAILABLE,
        e.getMessage(),
        "send it again when HBase answers",
        RETRY_AFTER);
  }
}
