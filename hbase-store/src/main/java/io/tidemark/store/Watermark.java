package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the live stream has come in one partition of the topic {@code actions}.
 *
 * <p>All instants are commits: everything before them was in HBase when they were written.
 *
 * @param partition the Kafka partition
 * @param eventTime the newest occurred-at committed, empty if the partition never had an action
 * @param heartbeat the produce time of the newest heartbeat committed: nothing produced to the
 *     partition before it is missing from HBase. Moves while users are quiet; stands still when the
 *     stream is behind
 * @param processedAt when the stream wrote this
 */
public record Watermark(
    int partition, Optional<Instant> eventTime, Optional<Instant> heartbeat, Instant processedAt) {
  public Watermark {
    requireNonNull(eventTime, "eventTime is null");
    requireNonNull(heartbeat, "heartbeat is null");
    requireNonNull(processedAt, "processedAt is null");
  }
}
