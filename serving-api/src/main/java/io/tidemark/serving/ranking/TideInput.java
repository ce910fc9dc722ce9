package io.tidemark.serving.ranking;

import io.tidemark.serving.models.InputRow;
import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.store.Action;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was read for one request, as the ranker takes it: vectors go from where they lie straight
 * into its input.
 *
 * @param embedding the user's, empty if there is none
 * @param interests {@code [P]}, the average of the user's interests; empty if there are none, or
 *     the ranker does not look at them
 * @param actions live actions, newest first; one whose pin is not known is masked out
 * @param livePins their pins, by their place
 * @param pins among which the candidates are
 * @param places of the candidates among them, all known; N of them
 * @param surface where the pins will be shown
 * @param requestedAt when the request came
 */
record TideInput(
    Optional<float[]> embedding,
    Optional<float[]> interests,
    List<Action> actions,
    FoundPins livePins,
    FoundPins pins,
    int[] places,
    Surface surface,
    Instant requestedAt)
    implements RankerInput {

  @Override
  public int candidates() {
    return places.length;
  }

  @Override
  public int liveRows() {
    return Math.max(1, actions.size());
  }

  @Override
  public void writeTo(InputRow row, int from, int to) throws ScoringException {
    if (embedding.isPresent()) {
      row.user(embedding.get());
    }
    if (interests.isPresent()) {
      row.interests(interests.get());
    }
    row.request(requestedAt.toEpochMilli(), surface.code());
    for (int t = 0; t < actions.size(); t++) {
      Action action = actions.get(t);
      int type = action.type().code();
      int where = action.surface().code();
      if (livePins.state(t) == FoundPins.State.KNOWN) {
        row.action(t, type, where, action.occurredAt(), livePins, t);
      } else {
        row.maskedAction(t, type, where, action.occurredAt());
      }
    }
    for (int n = from; n < to; n++) {
      row.candidate(n - from, pins, places[n], pins.actions(places[n]));
    }
  }

  /** The same request, had the user no live actions. */
  TideInput batchOnly() {
    return new TideInput(
        embedding, interests, List.of(), livePins, pins, places, surface, requestedAt);
  }

  /** The same request, had the batch nothing of the user. */
  TideInput liveOnly() {
    return new TideInput(
        Optional.empty(), Optional.empty(), actions, livePins, pins, places, surface, requestedAt);
  }
}
