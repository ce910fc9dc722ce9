package io.tidemark.pipelines.ranker;

import java.util.Optional;

/**
 * One request with its candidates, as the graph takes it but for the pins, which are indexes here.
 *
 * @param user {@code [D]}, empty if the batch side knows nothing of the user
 * @param interests {@code [P]}, the average of the user's interests; empty if there are none, or
 *     the ranker does not look at them
 * @param livePins {@code [T]}, newest first, -1 where the pin has no vector
 * @param liveTypes {@code [T]}, codes
 * @param liveSurfaces {@code [T]}, codes
 * @param liveOccurredAt {@code [T]}, ms
 * @param requestedAt ms
 * @param surface its code
 * @param candidates {@code [N]}, -1 where the pin has no vector
 * @param candidateActions {@code [N]}, positive actions on each as the batch side knew them
 * @param outcomes {@code [N]}, the heads whose action followed, one bit each
 */
record RankerExample(
    Optional<float[]> user,
    Optional<float[]> interests,
    int[] livePins,
    long[] liveTypes,
    long[] liveSurfaces,
    long[] liveOccurredAt,
    long requestedAt,
    long surface,
    int[] candidates,
    float[] candidateActions,
    int[] outcomes) {
  private static final int[] NO_PINS = {};
  private static final long[] NOTHING = {};

  /** Whether an action of that head followed on a candidate. */
  boolean isLabelled(int candidate, int head) {
    return (outcomes[candidate] & 1 << head) != 0;
  }

  /** The same request on a day when the batch side is missing. */
  RankerExample withoutBatch() {
    return new RankerExample(
        Optional.empty(),
        Optional.empty(),
        livePins,
        liveTypes,
        liveSurfaces,
        liveOccurredAt,
        requestedAt,
        surface,
        candidates,
        candidateActions,
        outcomes);
  }

  /** The same request while no interests fit, or the user has none. */
  RankerExample withoutInterests() {
    return new RankerExample(
        user,
        Optional.empty(),
        livePins,
        liveTypes,
        liveSurfaces,
        liveOccurredAt,
        requestedAt,
        surface,
        candidates,
        candidateActions,
        outcomes);
  }

  /** The same request of a user who has done nothing of late, or whose stream is down. */
  RankerExample withoutLive() {
    return new RankerExample(
        user,
        interests,
        NO_PINS,
        NOTHING,
        NOTHING,
        NOTHING,
        requestedAt,
        surface,
        candidates,
        candidateActions,
        outcomes);
  }
}
