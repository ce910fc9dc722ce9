package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Surface;

/**
 * Whom and what a request is about, as far as experiments look at it.
 *
 * @param userId who
 * @param surface where the pins will be shown
 * @param batchStatus how fresh the user's embedding is, such as {@code stale}
 * @param liveStatus how fresh the user's live actions are, such as {@code quiet}
 */
public record Subject(String userId, Surface surface, String batchStatus, String liveStatus) {
  public Subject {
    requireNonNull(userId, "userId is null");
    requireNonNull(surface, "surface is null");
    requireNonNull(batchStatus, "batchStatus is null");
    requireNonNull(liveStatus, "liveStatus is null");
  }
}
