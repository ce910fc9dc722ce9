package io.tidemark.serving.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.experiments.readout.Readout;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code GET /v1/experiments} and {@code GET /v1/experiments/{id}/readout}. */
@Path("/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
public final class ExperimentsResource {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExperimentsWatch watch;
  private final Optional<java.nio.file.Path> readouts;
  private final Clock clock;

  /**
   * @param watch what runs
   * @param readouts folder of results, {@code <id>.json} each
   */
  public ExperimentsResource(
      ExperimentsWatch watch, Optional<java.nio.file.Path> readouts, Clock clock) {
    this.watch = watch;
    this.readouts = readouts;
    this.clock = clock;
  }

  /** What runs, and how it stands with the file. */
  @GET
  @Operation(
      operationId = "getExperiments",
      summary = "Which experiments run, and whether their file can be used",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the experiments",
              content = @Content(schema = @Schema(implementation = ExperimentsAnswer.class))))
  public ExperimentsAnswer experiments() {
    return ExperimentsAnswer.of(watch.running(), watch.report(), clock.instant());
  }

  /** The last result of an experiment. */
  @GET
  @Path("/{id}/readout")
  @Operation(
      operationId = "getReadout",
      summary = "The last result of an experiment",
      description =
          "As ./tidemark experiments readout left it; computed_at says when. 404 if it never was.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the result",
              content = @Content(schema = @Schema(implementation = Readout.class))))
  public JsonNode readout(
      @Parameter(description = "the experiment's id") @PathParam("id") String id) {
    java.nio.file.Path file =
        readouts
            .filter(folder -> ID.matcher(id).matches())
            .map(folder -> folder.resolve(id + ".json"))
            .filter(Files::isRegularFile)
            .orElseThrow(NotFoundException::new);
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
