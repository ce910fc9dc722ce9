package io.tidemark.serving.drift;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.store.ActionRules;
import io.tidemark.store.InvalidActionException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code GET /v1/users/{id}/freshness}: how fresh one user's data is, and what that changes. */
@Path("/v1/users/{user_id}/freshness")
@Produces(MediaType.APPLICATION_JSON)
public final class UserFreshnessResource {
  private static final int MOST_CANDIDATES = 1_000;
  private static final int MOST_SHOWN = 100;
  private static final int CANDIDATES = 200;
  private static final int SHOWN = 10;

  private final UserFreshnessProbe probe;

  /** A resource that asks {@code probe}. */
  public UserFreshnessResource(UserFreshnessProbe probe) {
    this.probe = probe;
  }

  /** How fresh one user's data is, and what that changes. */
  @GET
  @Operation(
      operationId = "getUserFreshness",
      summary = "How fresh one user's data is, and what that changes",
      description =
          "Both sides' ages and the gap and hole between them, as rankings say; how far the"
              + " embedding has drifted from the one that the same model computes now; the ranking"
              + " by both sides, by batch only and by live only; and the user's timeline. Whatever"
              + " cannot be read or computed is null, and its status says why. Costs as much as a"
              + " few rankings; is not recorded as an impression.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "how fresh the user's data is",
              content = @Content(schema = @Schema(implementation = UserFreshness.class))))
  public UserFreshness freshness(
      @Parameter(description = "who; need not be known") @PathParam("user_id") String userId,
      @Parameter(
              description =
                  "pins to rank, repeated; if left out, some are drawn evenly from the release",
              array = @ArraySchema(schema = @Schema(type = "string"), maxItems = MOST_CANDIDATES))
          @QueryParam("pin")
          List<String> pins,
      @Parameter(
              description = "how many pins are drawn if none are given",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "200"))
          @QueryParam("candidates")
          String candidates,
      @Parameter(
              description = "how many of the first pins are shown and compared",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "10"))
          @QueryParam("k")
          String k) {
    requireId("user_id", userId);
    if (pins.size() > MOST_CANDIDATES) {
      throw refused(
          "pin", "has " + pins.size() + " pins", "send up to " + MOST_CANDIDATES + " pin ids");
    }
    pins.forEach(pin -> requireId("pin", pin));
    return probe.of(
        userId,
        pins,
        number("candidates", candidates, CANDIDATES, MOST_CANDIDATES),
        number("k", k, SHOWN, MOST_SHOWN));
  }

  private static void requireId(String field, String value) {
    try {
      ActionRules.requireId(field, value);
    } catch (InvalidActionException invalid) {
      throw refused(field, invalid.reason(), invalid.fix());
    }
  }

  private static int number(String field, String value, int otherwise, int most) {
    String fix = "send a whole number from 1 to " + most + ", or leave it out for " + otherwise;
    try {
      int number = value == null ? otherwise : Integer.parseInt(value);
      if (number < 1 || number > most) {
        throw refused(field, "is outside 1 to " + most, fix);
      }
      return number;
    } catch (NumberFormatException e) {
      throw refused(field, "is not a number", fix);
    }
  }

  private static RefusedException refused(String field, String reason, String fix) {
    return RefusedException.because(ErrorCode.INVALID_FIELD, field, field + " " + reason, fix);
  }
}
