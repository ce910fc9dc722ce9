package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.serving.retrieval.RetrievalWatch;
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
import java.util.Optional;
import java.util.TreeMap;

/** {@code GET /v1/releases}: what is published and what is served. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
  private final ReleaseWatch models;
  private final RetrievalWatch retrieval;
  private final Clock clock;

  /** A view of the releases that rank, and of those that candidates are retrieved from. */
  public StatusResource(ReleaseWatch models, RetrievalWatch retrieval, Clock clock) {
    this.models = models;
    this.retrieval = retrieval;
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
      byModel.put(model, both(report.published().flatMap(set -> set.of(model)), served.of(model)));
    }
    byModel.put(Release.RETRIEVAL, both(retrieval.published(), retrieval.served()));
    byModel.put(Release.PINNERSAGE, both(retrieval.interests(), retrieval.interests()));
    List<String> problems = new ArrayList<>(report.mismatches());
    report.loadProblem().ifPresent(problems::add);
    retrieval.problem().ifPresent(problems::add);
    return new ReleasesAnswer(report.readAt().orElse(null), byModel, problems);
  }

  private ModelReleases both(Optional<Release> published, Optional<Release> served) {
    return new ModelReleases(ReleaseView.of(published, clock), ReleaseView.of(served, clock));
  }
}
