package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;

/**
 * When is fresh no longer fresh.
 *
 * @param batchStaleAfter an embedding older than this is stale
 * @param userQuietAfter a user whose newest action is older than this is quiet
 * @param streamBehindAfter a stream whose watermark is older than this is behind
 * @param readingLostAfter watermarks and releases that could not be read again for this long are
 *     unknown
 * @param refresh how often the watermarks are read
 */
public record FreshnessConfiguration(
    Duration batchStaleAfter,
    Duration userQuietAfter,
    Duration streamBehindAfter,
    Duration readingLostAfter,
    Duration refresh) {
  public FreshnessConfiguration {
    batchStaleAfter = requireNonNullElse(batchStaleAfter, Duration.hours(36));
    userQuietAfter = requireNonNullElse(userQuietAfter, Duration.minutes(30));
    streamBehindAfter = requireNonNullElse(streamBehindAfter, Duration.seconds(5));
    readingLostAfter = requireNonNullElse(readingLostAfter, Duration.seconds(5));
    refresh = requireNonNullElse(refresh, Duration.seconds(1));
  }
}
