package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the stream had come in one partition when it was last read.
 *
 * @param partition of the topic of actions
 * @param eventTime the newest occurred-at that is in, empty if there never was an action
 * @param heartbeat nothing sent to the partition before it is missing; empty if it never had one
 * @param movedAt when, by this machine's clock, the heartbeat was first seen where it is: a stream
 *     that stands still is found out whatever the broker's clock says
 */
public record PartitionMark(
    int partition, Optional<Instant> eventTime, Optional<Instant> heartbeat, Instant movedAt) {
  public PartitionMark {
    requireNonNull(eventTime, "eventTime is null");
    requireNonNull(heartbeat, "heartbeat is null");
    requireNonNull(movedAt, "movedAt is null");
  }
}
