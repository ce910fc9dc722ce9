package io.tidemark.serving.models;

import io.tidemark.serving.pins.PinVectors;
import java.nio.FloatBuffer;

/**
 * One request's features as arrays, row-major: those of the golden examples, and of warming up. N
 * candidates, T live actions (at least one row), P the width of pins, D the width of users.
 *
 * @param userEmbedding {@code [D]}
 * @param hasUser 1 if there is an embedding, else 0
 * @param livePinVectors {@code [T, P]}, newest first, zeros where the pin is unknown
 * @param liveActionTypes {@code [T]}, 0 for padding
 * @param liveSurfaces {@code [T]}
 * @param liveOccurredAt {@code [T]}, ms since the epoch
 * @param liveMask {@code [T]}, 1 for an action whose pin is known, else 0
 * @param requestedAt ms since the epoch
 * @param surface where the pins will be shown
 * @param candidatePinVectors {@code [N, P]}
 * @param candidateActions {@code [N]}, how popular each candidate is
 */
public record FeatureArrays(
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
    float[] candidateActions)
    implements RankerInput {

  private record Rows(float[] values, int width) implements PinVectors {
    static Rows of(float[] values, int rows) {
      return new Rows(values, values.length / rows);
    }

    @Override
    public int width(int i) {
      return width;
    }

    @Override
    public void copyVector(int i, FloatBuffer target, int at) {
      target.put(at, values, i * width, width);
    }
  }

  @Override
  public int candidates() {
    return candidateActions.length;
  }

  @Override
  public int liveRows() {
    return liveMask.length;
  }

  @Override
  public void writeTo(InputRow row, int from, int to) throws ScoringException {
    if (hasUser == 1) {
      row.user(userEmbedding);
    }
    row.request(requestedAt, surface);
    Rows livePins = Rows.of(livePinVectors, liveRows());
    for (int t = 0; t < liveRows(); t++) {
      if (liveMask[t] == 1) {
        row.action(t, liveActionTypes[t], liveSurfaces[t], liveOccurredAt[t], livePins, t);
      } else {
        row.maskedAction(t, liveActionTypes[t], liveSurfaces[t], liveOccurredAt[t]);
      }
    }
    Rows candidates = Rows.of(candidatePinVectors, candidates());
    for (int n = from; n < to; n++) {
      row.candidate(n - from, candidates, n, candidateActions[n]);
    }
  }
}
