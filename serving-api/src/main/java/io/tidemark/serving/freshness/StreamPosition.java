package io.tidemark.serving.freshness;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far the stream has come, judged at an instant.
 *
 * @param watermark the last that is known, however old; empty if there never was one
 * @param lagMs now - watermark, 0 or more: the most that the stream can be behind; empty if unknown
 * @param status fresh (it keeps up), behind or unknown
 * @param reason why
 */
public record StreamPosition(
    Optional<Instant> watermark, OptionalLong lagMs, LiveStatus status, LiveReason reason) {
  static StreamPosition unknown(Optional<Instant> watermark, LiveReason reason) {
    return new StreamPosition(watermark, OptionalLong.empty(), LiveStatus.UNKNOWN, reason);
  }

  static StreamPosition behind(Optional<Instant> watermark, OptionalLong lagMs, LiveReason reason) {
    return new StreamPosition(watermark, lagMs, LiveStatus.BEHIND, reason);
  }

  static StreamPosition keepsUp(Instant watermark, long lagMs) {
    return new StreamPosition(
        Optional.of(watermark),
        OptionalLong.of(lagMs),
        LiveStatus.FRESH,
        LiveReason.STREAM_KEEPS_UP);
  }
}
