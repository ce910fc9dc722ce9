package io.tidemark.serving.fleet;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.canary.CanaryTide;
import io.tidemark.serving.freshness.BatchReason;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.LiveReason;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.freshness.Otherwise;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.runs.BatchRuns;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How fresh everything is for everybody. Null is unknown, or not there.
 *
 * @param now when this was answered
 * @param batch the release of user embeddings
 * @param live the stream
 * @param objectives what is asked of each side, and whether it is met now
 * @param answers what the answers of the last minutes were made of
 * @param sample what users have, whether they ask or not
 * @param canary how long an action takes into a ranking
 * @param runs the daily workflow
 */
@Schema(description = "how fresh everything is for everybody; null is unknown or not there")
public record FleetAnswer(
    Instant now,
    BatchTide batch,
    LiveTide live,
    Objectives objectives,
    Answers answers,
    Sample sample,
    CanaryTide canary,
    BatchRuns runs) {

  /** The release of user embeddings that is served. */
  @Schema(description = "the release of user embeddings that is served")
  public record BatchTide(
      @Schema(nullable = true) String release,
      @Schema(nullable = true, description = "the trained model that made it") String version,
      @Schema(nullable = true, description = "the newest instant whose actions are included")
          Instant asOf,
      @Schema(nullable = true, description = "now - as_of") Long ageSeconds,
      @Schema(nullable = true, description = "when it was last read what is published")
          Instant readAt,
      BatchStatus status,
      BatchReason reason) {}

  /** The stream of live actions. */
  @Schema(description = "the stream of live actions")
  public record LiveTide(
      @Schema(nullable = true, description = "nothing sent before it is missing in any partition")
          Instant watermark,
      @Schema(nullable = true, description = "now - watermark, of the partition furthest behind")
          Long pipelineLagMs,
      @Schema(nullable = true, description = "when the watermarks were last read") Instant readAt,
      @Schema(description = "fresh (it keeps up), behind (one partition is) or unknown")
          LiveStatus status,
      LiveReason reason,
      List<PartitionTide> partitions) {
    public LiveTide {
      partitions = List.copyOf(partitions);
    }
  }

  /** One partition of the topic. */
  @Schema(description = "one partition of the topic")
  public record PartitionTide(
      int partition,
      @Schema(nullable = true, description = "the newest occurred_at that is in") Instant eventTime,
      @Schema(nullable = true, description = "nothing sent to the partition before it is missing")
          Instant watermark,
      @Schema(nullable = true, description = "now - watermark; null if it is not known")
          Long pipelineLagMs,
      @Schema(description = "fresh (it keeps up), behind or unknown") LiveStatus status,
      LiveReason reason) {}

  /** What is asked of each side, and whether it is met. */
  @Schema(description = "what is asked of each side, and whether it is met")
  public record Objectives(
      @Schema(description = "an embedding may be this old") long batchAgeSeconds,
      @Schema(description = "the stream may be this far behind") long pipelineLagMs,
      @Schema(description = "what rankings do with an embedding that is older") Otherwise ifStale,
      @Schema(description = "what rankings do with live actions while the stream is behind")
          Otherwise ifBehind,
      @Schema(nullable = true, description = "whether the served release meets it now")
          Boolean batchMet,
      @Schema(nullable = true, description = "whether every partition meets it now")
          Boolean liveMet) {}

  /**
   * What the answers of the last minutes were made of, synthetic users left out.
   *
   * @param batchMet share of the answers whose embedding met the objective, of those with one
   * @param liveMet share of the answers for which the stream kept up, of those where it is known
   */
  @Schema(description = "what the answers of the last minutes were made of")
  public record Answers(
      @Schema(description = "of the last so many seconds") long windowSeconds,
      long count,
      @Schema(description = "answers by the status of their batch side") Map<String, Long> batch,
      @Schema(description = "answers by the status of their live side") Map<String, Long> live,
      @Schema(description = "answers by coverage: hole is those with a hole between the sides")
          Map<String, Long> coverage,
      @Schema(description = "now - as_of of the users' embeddings") Percentiles batchAgeSeconds,
      @Schema(description = "now - the users' newest live action") Percentiles liveAgeSeconds,
      @Schema(description = "of the users' partitions") Percentiles pipelineLagMs,
      @Schema(description = "live actions that the embedding has not") Percentiles gapActions,
      @Schema(description = "newest live action - as_of") Percentiles gapSeconds,
      @Schema(nullable = true, description = "share of answers that met the batch objective")
          Double batchMet,
      @Schema(nullable = true, description = "share of answers that met the live objective")
          Double liveMet) {}

  /**
   * What users have, whether they ask or not: drawn evenly from all that have an embedding.
   *
   * @param users whose embedding's age was read
   * @param readAt when; null if never
   * @param batchAgeSeconds by the cells' own timestamps
   * @param changes what freshness changes, measured on some of them
   */
  @Schema(description = "what users have, drawn evenly from all that have an embedding")
  public record Sample(
      @Schema(description = "users whose embedding's age was read") long users,
      @Schema(nullable = true, description = "when; null if never") Instant readAt,
      @Schema(description = "now - as_of, by the cells' own timestamps")
          Percentiles batchAgeSeconds,
      Changes changes) {}

  /**
   * What freshness changes, measured on sampled users in the last hour.
   *
   * @param measured users that were measured
   * @param unmeasured users that could not be, by reason
   */
  @Schema(description = "what freshness changes, measured on sampled users in the last hour")
  public record Changes(
      @Schema(description = "of the last so many seconds") long windowSeconds,
      long measured,
      @Schema(description = "users whose drift could not be measured, by reason")
          Map<String, Long> unmeasured,
      @Schema(description = "1 - cosine between the served embedding and one computed now")
          Percentiles drift,
      @Schema(description = "live actions that the embedding has not") Percentiles gapActions,
      @Schema(description = "rank-biased overlap of the ranking by both sides and by batch only")
          Percentiles overlapBatchOnly,
      @Schema(description = "rank-biased overlap of the ranking by both sides and by live only")
          Percentiles overlapLiveOnly,
      @Schema(description = "share of the top 10 that is not in the top 10 by batch only")
          Percentiles churnBatchOnly,
      @Schema(description = "share of the top 10 that is not in the top 10 by live only")
          Percentiles churnLiveOnly) {}
}
