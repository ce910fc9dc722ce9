package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.serving.status.ReleasesAnswer.ModelReleases;
import io.tidemark.serving.status.ReleasesAnswer.ReleaseView;
import io.tidemark.store.Release;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /v1/releases}: what is published and what is served. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
  private final ReleaseWatch models;
  private final Clock clock;

  /** A view of the releases. */
  public StatusResource(ReleaseWatch models, Clock clock) {
    this.models = models;
    this.clock = clock;
  }

  /** What is published and what is served. */
  @GET
  @Path("/releases")
  @Operation(
      operationId = "getReleases",
      summary = "What is published and what is served",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the releases",
              content = @Content(schema = @Schema(implementation = ReleasesAnswer.class))))
  public ReleasesAnswer releases() {
    WatchReport report = models.report();
    ReleaseSet served = models.servedReleases();
    Map<String, ModelReleases> byModel = new TreeMap<>();
    for (String model : List.of(Release.PINS, Release.PINNERFORMER, Release.RANKER)) {
      byModel.put(
          model,
          new ModelReleases(
              ReleaseView.of(report.published().flatMap(set -> set.of(model)), clock),
              ReleaseView.of(served.of(model), clock)));
    }
    List<String> problems = new ArrayList<>(report.mismatches());
    report.loadProblem().ifPresent(problems::add);
    return new ReleasesAnswer(report.readAt().orElse(null), byModel, problems);
  }
}
