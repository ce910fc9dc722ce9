package io.tidemark.serving.models;

/**
 * One request as the ranker's graph takes it. N candidates, T live actions (at least one row), P
 * the width of pins, D the width of users.
 *
 * @param userEmbedding {@code [1, D]}, zeros if there is none
 * @param hasUser {@code [1]}, 1 if there is an embedding, else 0
 * @param livePinVectors {@code [1, T, P]}, newest first, zeros where the pin is unknown
 * @param liveActionTypes {@code [1, T]}, 0 for padding
 * @param liveSurfaces {@code [1, T]}
 * @param liveOccurredAt {@code [1, T]}, ms since the epoch
 * @param liveMask {@code [1, T]}, 1 for an action whose pin is known, else 0
 * @param requestedAt {@code [1]}, ms since the epoch
 * @param surface {@code [1]}
 * @param candidatePinVectors {@code [1, N, P]}
 * @param candidateActions {@code [1, N]}, how popular each candidate is
 */
public record RankerInput(
    float[] userEmbedding,
    float hasUser,
    float[] livePinVectors,
    long[] liveActionTypes,
    long[] liveSurfaces,
    long[] liveOccurredAt,
    float[] liveMask,
    long requestedAt,
    long surface,
    float[] candidatePinVectors,
    float[] candidateActions) {

  /** N. */
  public int candidates() {
    return candidateActions.length;
  }

  /** T. */
  public int liveRows() {
    return liveMask.length;
  }
}
