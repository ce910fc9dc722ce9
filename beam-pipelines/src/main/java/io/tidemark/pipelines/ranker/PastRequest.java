package io.tidemark.pipelines.ranker;

import io.tidemark.store.Action;
import java.util.Arrays;
import java.util.List;

/**
 * A request that was served, or would have been: when it came, what was shown, and what the user
 * did with it. What the system knew then is everything before that instant, and nothing later.
 *
 * @param user who asked
 * @param requestedAt when (ms)
 * @param surface where, its code
 * @param batchAsOf the instant (ms) up to which the batch side knows the user and the pins
 * @param embedded whether the user's embedding was there
 * @param interestsAsOf the instant (ms) up to which the user's interests are known; of no action if
 *     there were none
 * @param pins that were shown, by their indexes; of a sampled request the one that was acted on
 * @param outcomes the heads whose action followed on each, one bit each
 * @param sampled whether the other candidates are to be sampled, since nobody logged them
 */
record PastRequest(
    UserLog user,
    long requestedAt,
    int surface,
    long batchAsOf,
    boolean embedded,
    long interestsAsOf,
    int[] pins,
    int[] outcomes,
    boolean sampled) {
  PastRequest {
    if (batchAsOf > requestedAt || interestsAsOf > requestedAt) {
      throw new IllegalArgumentException(
          "a batch of %d cannot serve a request of %d"
              .formatted(Math.max(batchAsOf, interestsAsOf), requestedAt));
    }
    if (pins.length == 0 || pins.length != outcomes.length) {
      throw new IllegalArgumentException(
          "%d pins have %d outcomes".formatted(pins.length, outcomes.length));
    }
  }

  /** Whether the user did anything that a head is about. */
  boolean hasOutcome() {
    return Arrays.stream(outcomes).anyMatch(outcome -> outcome != 0);
  }

  /** What the batch embedding is computed from, oldest first. */
  List<Action> batchActions() {
    return embedded ? user.actions().subList(0, user.rowsBefore(batchAsOf)) : List.of();
  }

  /** What the user's interests are made of, oldest first. */
  List<Action> interestActions() {
    return user.actions().subList(0, user.rowsBefore(interestsAsOf));
  }

  /**
   * Rows of the live side, newest first: those before the request, strictly.
   *
   * @param most how many at most
   * @param age how far back they reach (ms)
   */
  int[] liveRows(int most, long age) {
    int end = user.rowsBefore(requestedAt);
    int start = Math.max(user.rowsBefore(requestedAt - age), end - most);
    int[] rows = new int[end - start];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = end - 1 - i;
    }
    return rows;
  }
}
