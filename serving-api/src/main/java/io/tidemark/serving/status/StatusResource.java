package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.freshness.StreamReading;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.serving.status.ReleasesAnswer.ModelReleases;
import io.tidemark.serving.status.ReleasesAnswer.ReleaseView;
import io.tidemark.serving.status.TidesAnswer.BatchTide;
import io.tidemark.serving.status.TidesAnswer.LiveTide;
import io.tidemark.serving.status.TidesAnswer.PartitionTide;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.store.Release;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code GET /v1/releases} and {@code GET /v1/freshness}: what is served, and how fresh it is. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
  private final ReleaseWatch models;
  private final StreamWatch stream;
  private final FreshnessRules rules;
  private final Clock clock;

  /** A view of the releases and the stream, by those rules. */
  public StatusResource(
      ReleaseWatch models, StreamWatch stream, FreshnessRules rules, Clock clock) {
    this.models = models;
    this.stream = stream;
    this.rules = rules;
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

  /** How high the tides stand for everybody. */
  @GET
  @Path("/freshness")
  @Operation(
      operationId = "getFreshness",
      summary = "How high the tides stand for everybody",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the tides",
              content = @Content(schema = @Schema(implementation = TidesAnswer.class))))
  public TidesAnswer freshness() {
    Instant now = clock.instant();
    return new TidesAnswer(now, batch(now), live(now));
  }

  private BatchTide batch(Instant now) {
    Optional<Instant> readAt = models.report().readAt();
    Optional<Release> release = models.servedReleases().pinnerformer();
    BatchStatus missing = readAt.isPresent() ? BatchStatus.MISSING : BatchStatus.UNKNOWN;
    return new BatchTide(
        release.map(Release::id).orElse(null),
        release.map(Release::asOf).orElse(null),
        release.map(known -> Duration.between(known.asOf(), now).toSeconds()).orElse(null),
        readAt.orElse(null),
        release.map(known -> rules.batchStatus(known.asOf(), now)).orElse(missing));
  }

  private LiveTide live(Instant now) {
    Optional<StreamReading> reading = stream.last();
    Optional<Instant> watermark = reading.flatMap(StreamReading::earliest);
    Optional<Instant> current =
        watermark.filter(known -> !rules.isLost(reading.orElseThrow().readAt(), now));
    return new LiveTide(
        watermark.orElse(null),
        current.map(known -> Math.max(0, Duration.between(known, now).toMillis())).orElse(null),
        reading.map(StreamReading::readAt).orElse(null),
        current
            .map(known -> rules.isBehind(known, now) ? LiveStatus.BEHIND : LiveStatus.FRESH)
            .orElse(LiveStatus.UNKNOWN),
        reading.map(StreamReading::watermarks).orElse(List.of()).stream()
            .map(
                partition ->
                    new PartitionTide(
                        partition.partition(),
                        partition.eventTime().orElse(null),
                        partition.heartbeat().orElse(null)))
            .toList());
  }
}
