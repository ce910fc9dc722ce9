package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.freshness.BatchReason;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.LiveReason;
import io.tidemark.serving.freshness.LiveStatus;
import java.time.Instant;
import java.util.List;

/**
 * How high the tides stand for everybody. Null is unknown, or not there.
 *
 * @param now when this was answered
 * @param batch the release of user embeddings
 * @param live the stream
 */
@Schema(description = "how high the tides stand for everybody; null is unknown or not there")
public record TidesAnswer(Instant now, BatchTide batch, LiveTide live) {

  /**
   * The release of user embeddings that is served.
   *
   * @param readAt when it was last read what is published
   */
  @Schema(description = "the release of user embeddings that is served")
  public record BatchTide(
      @Schema(nullable = true) String release,
      @Schema(nullable = true) Instant asOf,
      @Schema(nullable = true) Long ageSeconds,
      @Schema(nullable = true, description = "when it was last read what is published")
          Instant readAt,
      BatchStatus status,
      BatchReason reason) {}

  /**
   * The stream of live actions.
   *
   * @param watermark nothing sent before it is missing, in any partition
   * @param pipelineLagMs now - watermark
   * @param readAt when the watermarks were last read
   * @param status fresh, behind or unknown
   */
  @Schema(description = "the stream of live actions")
  public record LiveTide(
      @Schema(nullable = true, description = "nothing sent before it is missing") Instant watermark,
      @Schema(nullable = true, description = "now - watermark") Long pipelineLagMs,
      @Schema(nullable = true, description = "when the watermarks were last read") Instant readAt,
      @Schema(description = "fresh, behind or unknown") LiveStatus status,
      LiveReason reason,
      List<PartitionTide> partitions) {
    public LiveTide {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * One partition of the topic.
   *
   * @param eventTime the newest occurred-at that is in
   * @param watermark nothing sent to the partition before it is missing
   */
  @Schema(description = "one partition of the topic")
  public record PartitionTide(
      int partition,
      @Schema(nullable = true, description = "the newest occurred_at that is in") Instant eventTime,
      @Schema(nullable = true, description = "nothing sent to the partition before it is missing")
          Instant watermark,
      @Schema(nullable = true, description = "now - watermark") Long pipelineLagMs,
      @Schema(description = "fresh, behind or unknown") LiveStatus status,
      LiveReason reason) {}
}
