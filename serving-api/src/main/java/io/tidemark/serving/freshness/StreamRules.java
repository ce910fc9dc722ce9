package io.tidemark.serving.freshness;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the stream keeps up, from the watermarks as they were last read. Pure.
 *
 * <p>A watermark only moves forward, so now - watermark is the most that the stream can be behind,
 * however long ago it was read: if that is within the objective the stream keeps up for certain. If
 * it is not, the stream is behind if it was so when it was last read, or that was a moment ago;
 * else nobody knows. A watermark that does not move is behind whatever it says, so a broker whose
 * clock is ahead cannot hide a stream that stands still.
 */
public final class StreamRules {
  private final Duration objective;
  private final Duration lostAfter;
  private final Duration current;
  private final Duration tolerance;

  /** Rules with the durations of a configuration. */
  public StreamRules(FreshnessConfiguration configuration) {
    this.objective = configuration.objectives().pipelineLag().toJavaDuration();
    this.lostAfter = configuration.readingLostAfter().toJavaDuration();
    Duration twoLooks = configuration.refresh().toJavaDuration().multipliedBy(2);
    this.current = twoLooks.compareTo(lostAfter) < 0 ? twoLooks : lostAfter;
    this.tolerance = configuration.clockTolerance().toJavaDuration();
  }

  /** Whether something that was last read at that instant no longer counts as known. */
  public boolean isLost(Instant readAt, Instant now) {
    return Duration.between(readAt, now).abs().compareTo(lostAfter) > 0;
  }

  /** How far the stream is with one user's actions. */
  public StreamPosition of(String userId, Optional<StreamReading> reading, Instant now) {
    return judge(reading, reading.flatMap(known -> known.mark(userId)), now);
  }

  /** How far the stream is in one partition. */
  public StreamPosition of(int partition, Optional<StreamReading> reading, Instant now) {
    return judge(reading, reading.flatMap(known -> known.mark(partition)), now);
  }

  /**
   * How far the stream is with everybody's actions: behind if it is in one partition, else unknown
   * if it is in one.
   */
  public StreamPosition ofAll(Optional<StreamReading> reading, Instant now) {
    if (reading.isEmpty()) {
      return StreamPosition.unknown(Optional.empty(), LiveReason.WATERMARK_UNREAD);
    }
    return reading
        .get()
        .allPartitions()
        .mapToObj(partition -> of(partition, reading, now))
        .min(
            Comparator.comparingInt(StreamRules::severity)
                .thenComparing(
                    position -> position.watermark().orElse(Instant.MIN),
                    Comparator.naturalOrder()))
        .map(
            worst ->
                new StreamPosition(
                    reading.get().earliest(), worst.lagMs(), worst.status(), worst.reason()))
        .orElseGet(() -> StreamPosition.unknown(Optional.empty(), LiveReason.NO_HEARTBEAT));
  }

  private static int severity(StreamPosition position) {
    return switch (position.status()) {
      case BEHIND -> 0;
      case UNKNOWN -> 1;
      case FRESH, QUIET, MISSING -> 2;
    };
  }

  private StreamPosition judge(
      Optional<StreamReading> reading, Optional<PartitionMark> mark, Instant now) {
    Optional<Instant> watermark = mark.flatMap(PartitionMark::heartbeat);
    if (reading.isEmpty() || isLost(reading.get().readAt(), now)) {
      return StreamPosition.unknown(watermark, LiveReason.WATERMARK_UNREAD);
    }
    if (watermark.isEmpty()) {
      return StreamPosition.unknown(watermark, LiveReason.NO_HEARTBEAT);
    }
    Instant readAt = reading.get().readAt();
    Instant movedAt = mark.get().movedAt();
    boolean ahead = Duration.between(now, watermark.get()).compareTo(tolerance) > 0;
    OptionalLong lag = ahead ? OptionalLong.empty() : OptionalLong.of(millis(watermark.get(), now));
    boolean isCurrent = !isLonger(readAt, now, current);
    if (isLonger(movedAt, isCurrent ? now : readAt, objective)) {
      return StreamPosition.behind(watermark, lag, LiveReason.STREAM_STOPPED);
    }
    if (isLonger(watermark.get(), isCurrent ? now : readAt, objective)) {
      return StreamPosition.behind(watermark, lag, LiveReason.STREAM_LATE);
    }
    if (ahead) {
      return StreamPosition.unknown(watermark, LiveReason.CLOCK_AHEAD);
    }
    boolean certain =
        !isLonger(watermark.get(), now, objective) && !isLonger(movedAt, now, objective);
    return certain
        ? StreamPosition.keepsUp(watermark.get(), lag.getAsLong())
        : StreamPosition.unknown(watermark, LiveReason.WATERMARK_UNREAD);
  }

  private static boolean isLonger(Instant from, Instant to, Duration than) {
    return Duration.between(from, to).compareTo(than) > 0;
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
