package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.freshness.BatchFreshness;
import io.tidemark.serving.freshness.BatchReason;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.PartitionMark;
import io.tidemark.serving.freshness.StreamPosition;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    BatchFreshness batch =
        models
            .servedReleases()
            .pinnerformer()
            .map(release -> rules.batch(release.id(), release.asOf(), now))
            .orElseGet(
                () ->
                    readAt.isPresent()
                        ? FreshnessRules.batch(null, BatchStatus.MISSING, BatchReason.NO_RELEASE)
                        : FreshnessRules.batch(
                            null, BatchStatus.UNKNOWN, BatchReason.RELEASE_UNREAD));
    return new BatchTide(
        batch.release(),
        batch.asOf(),
        batch.ageSeconds(),
        readAt.orElse(null),
        batch.status(),
        batch.reason());
  }

  private LiveTide live(Instant now) {
    Optional<StreamReading> reading = stream.last();
    StreamPosition all = rules.stream().ofAll(reading, now);
    return new LiveTide(
        all.watermark().orElse(null),
        millis(all),
        reading.map(StreamReading::readAt).orElse(null),
        all.status(),
        all.reason(),
        reading.stream()
            .flatMapToInt(StreamReading::allPartitions)
            .mapToObj(partition -> partition(partition, reading, now))
            .toList());
  }

  private PartitionTide partition(int partition, Optional<StreamReading> reading, Instant now) {
    StreamPosition position = rules.stream().of(partition, reading, now);
    return new PartitionTide(
        partition,
        reading
            .flatMap(known -> known.mark(partition))
            .flatMap(PartitionMark::eventTime)
            .orElse(null),
        position.watermark().orElse(null),
        millis(position),
        position.status(),
        position.reason());
  }

  private static Long millis(StreamPosition position) {
    OptionalLong lag = position.lagMs();
    return lag.isPresent() ? (Long) lag.getAsLong() : null;
  }
}
