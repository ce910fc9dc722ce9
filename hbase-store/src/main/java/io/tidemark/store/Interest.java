package io.tidemark.store;

import static java.util.Objects.requireNonNull;

/**
 * One interest of a user: a cluster of pins that they acted on, and the pin that stands for it.
 *
 * @param pinId the medoid
 * @param importance what is left of its actions: the sum of {@code exp(-lambda * age in days)}, 0
 *     or more
 * @param actions how many actions are in it, at least 1
 * @param newestAt when the newest of them happened, ms since 1970 UTC
 * @param vector {@code [P]}, the medoid's, L2-normalised; not copied, so not to be written to
 */
public record Interest(
    String pinId, double importance, int actions, long newestAt, float[] vector) {
  public Interest {
    requireNonNull(pinId, "pinId is null");
    requireNonNull(vector, "vector is null");
    if (!(importance >= 0 && importance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the importance of pin %s must be 0 or more: %s".formatted(pinId, importance));
    }
    if (actions < 1) {
      throw new IllegalArgumentException(
          "the interest in pin %s has no action: %d".formatted(pinId, actions));
    }
  }
}
