package io.tidemark.serving.models;

import io.tidemark.serving.pins.PinVectors;
import java.nio.FloatBuffer;

/** Where one request of a run is written, straight into the memory that the engine reads. */
public final class InputRow {
  private final InputArena arena;
  private final int request;

  InputRow(InputArena arena, int request) {
    this.arena = arena;
    this.request = request;
  }

  /**
   * The user's embedding; without it the user is unknown.
   *
   * @throws ScoringException if it is not as wide as the ranker takes it
   */
  public void user(float[] embedding) throws ScoringException {
    if (embedding.length != arena.userWidth) {
      throw new ScoringException(
          "an embedding has %d numbers, the ranker takes %d"
              .formatted(embedding.length, arena.userWidth),
          null);
    }
    arena.userEmbedding.put(request * arena.userWidth, embedding);
    arena.hasUser.put(request, 1);
  }

  /**
   * The average of the user's interests; without it the user has none.
   *
   * @throws ScoringException if it is not as wide as the ranker takes it, or the ranker takes none
   */
  public void interests(float[] average) throws ScoringException {
    if (average.length != arena.interestWidth()) {
      throw new ScoringException(
          "an average of interests has %d numbers, the ranker takes %d"
              .formatted(average.length, arena.interestWidth()),
          null);
    }
    arena.interestAverage.put(request * arena.interestWidth(), average);
  }

  /**
   * When and where the ranking is asked for.
   *
   * @param requestedAt ms since the epoch
   * @param surface its number
   */
  public void request(long requestedAt, long surface) {
    arena.requestedAt.put(request, requestedAt);
    arena.surface.put(request, surface);
  }

  /**
   * A live action whose pin is not known: the ranker does not look at it.
   *
   * @param row 0 for the newest
   */
  public void maskedAction(int row, long type, long surface, long occurredAt) {
    int place = request * arena.liveRows + row;
    arena.liveActionTypes.put(place, type);
    arena.liveSurfaces.put(place, surface);
    arena.liveOccurredAt.put(place, occurredAt);
  }

  /**
   * A live action.
   *
   * @param row 0 for the newest
   * @param vectors among which is that of its pin
   * @param i the pin's place among them
   * @throws ScoringException if the vector is not as wide as the ranker takes it
   */
  public void action(int row, long type, long surface, long occurredAt, PinVectors vectors, int i)
      throws ScoringException {
    maskedAction(row, type, surface, occurredAt);
    int place = request * arena.liveRows + row;
    copy(vectors, i, arena.livePinVectors, place);
    arena.liveMask.put(place, 1);
  }

  /**
   * A candidate.
   *
   * @param place from 0
   * @param vectors among which is that of the pin
   * @param i the pin's place among them
   * @param actions how popular it is
   * @throws ScoringException if the vector is not as wide as the ranker takes it
   */
  public void candidate(int place, PinVectors vectors, int i, float actions)
      throws ScoringException {
    copy(vectors, i, arena.candidatePinVectors, request * arena.candidates + place);
    arena.candidateActions.put(request * arena.candidates + place, actions);
  }

  private void copy(PinVectors vectors, int i, FloatBuffer target, int row)
      throws ScoringException {
    if (vectors.width(i) != arena.pinWidth) {
      throw new ScoringException(
          "a pin has %d numbers, the ranker takes %d".formatted(vectors.width(i), arena.pinWidth),
          null);
    }
    vectors.copyVector(i, target, row * arena.pinWidth);
  }
}
