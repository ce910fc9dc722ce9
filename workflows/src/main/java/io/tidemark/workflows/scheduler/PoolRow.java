package io.tidemark.workflows.scheduler;

import java.util.Optional;

/**
 * Slots that tasks take while they run.
 *
 * @param name of the pool
 * @param slots all there are; -1 for any number
 * @param description for people
 * @param includeDeferred kept for clients; no task of ours is ever deferred
 */
public record PoolRow(
    String name, int slots, Optional<String> description, boolean includeDeferred) {
  /** Whether so many slots are free, given how many are taken. */
  boolean hasRoom(int taken, int wanted) {
    // A task that wants more than there are would wait for ever: it may run alone.
    return slots < 0 || taken + wanted <= slots || (taken == 0 && slots > 0);
  }
}
