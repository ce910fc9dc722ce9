package io.tidemark.serving.ranking;

import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays what was read out as the ranker's graph takes it. Pure.
 *
 * <p>N candidates, T live actions (at least one row), P the width of pins, D the width of users.
 */
final class RankerInputs {
  private final int pinWidth;
  private final int userWidth;

  /**
   * @param pinWidth P
   * @param userWidth D
   */
  RankerInputs(int pinWidth, int userWidth) {
    this.pinWidth = pinWidth;
    this.userWidth = userWidth;
  }

  /**
   * The input for one request.
   *
   * @param embedding {@code [D]}, empty if the user has none
   * @param actions the user's live actions, newest first
   * @param livePins their pins, by id; an action whose pin is not there is masked out
   * @param candidates the pins to score, N of them
   * @param surface where they will be shown
   * @param now when the request came
   * @throws ScoringException if a vector is not as wide as the ranker takes it
   */
  RankerInput of(
      Optional<float[]> embedding,
      List<Action> actions,
      Map<String, Optional<Pin>> livePins,
      List<Pin> candidates,
      Surface surface,
      Instant now)
      throws ScoringException {
    if (embedding.isPresent() && embedding.get().length != userWidth) {
      throw new ScoringException(
          "an embedding has %d numbers, the ranker takes %d"
              .formatted(embedding.get().length, userWidth),
          null);
    }
    int t = Math.max(1, actions.size());
    float[] livePinVectors = new float[t * pinWidth];
    long[] types = new long[t];
    long[] surfaces = new long[t];
    long[] occurredAt = new long[t];
    float[] mask = new float[t];
    for (int row = 0; row < actions.size(); row++) {
      Action action = actions.get(row);
      types[row] = action.type().code();
      surfaces[row] = action.surface().code();
      occurredAt[row] = action.occurredAt();
      Optional<Pin> pin = livePins.getOrDefault(action.pinId(), Optional.empty());
      if (pin.isPresent()) {
        copy(pin.get(), livePinVectors, row);
        mask[row] = 1;
      }
    }
    int n = candidates.size();
    float[] vectors = new float[n * pinWidth];
    float[] popularity = new float[n];
    for (int i = 0; i < n; i++) {
      copy(candidates.get(i), vectors, i);
      popularity[i] = candidates.get(i).actions();
    }
    return new RankerInput(
        embedding.orElseGet(() -> new float[userWidth]),
        embedding.isPresent() ? 1 : 0,
        livePinVectors,
        types,
        surfaces,
        occurredAt,
        mask,
        now.toEpochMilli(),
        surface.code(),
        vectors,
        popularity);
  }

  private void copy(Pin pin, float[] rows, int row) throws ScoringException {
    if (pin.vector().length != pinWidth) {
      throw new ScoringException(
          "pin %s has %d numbers, the ranker takes %d"
              .formatted(pin.pinId(), pin.vector().length, pinWidth),
          null);
    }
    System.arraycopy(pin.vector(), 0, rows, row * pinWidth, pinWidth);
  }
}
