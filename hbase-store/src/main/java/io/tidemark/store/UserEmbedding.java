package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A user's long-term vector, as the batch tide left it.
 *
 * @param userId whose
 * @param vector {@code [D]}, L2-normalised; not copied, so not to be written to
 * @param asOf the newest instant whose actions are included for this user: the as-of of the run
 *     that computed the vector, which may be older than the release that serves it
 */
public record UserEmbedding(String userId, float[] vector, Instant asOf) {
  public UserEmbedding {
    requireNonNull(userId, "userId is null");
    requireNonNull(vector, "vector is null");
    requireNonNull(asOf, "asOf is null");
  }
}
