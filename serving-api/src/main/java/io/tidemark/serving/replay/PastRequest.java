package io.tidemark.serving.replay;

import io.tidemark.serving.models.InputRow;
import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.PinVectors;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.ServedRequest;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A logged request as the ranker takes it.
 *
 * @param request what was logged
 * @param inputs what it was made from
 * @param pinIds ids of the pins to score, all known
 * @param liveActions the most that the ranker takes
 * @param halves whether vectors are rounded to half floats, as those of mapped pins are
 */
record PastRequest(
    ServedRequest request, PastInputs inputs, List<String> pinIds, int liveActions, boolean halves)
    implements RankerInput {

  /** A single vector, at whatever place. */
  private record OneVector(float[] vector) implements PinVectors {
    @Override
    public int width(int i) {
      return vector.length;
    }

    @Override
    public void copyVector(int i, FloatBuffer target, int at) {
      target.put(at, vector);
    }
  }

  @Override
  public int candidates() {
    return pinIds.size();
  }

  @Override
  public int liveRows() {
    return Math.max(1, Math.min(liveActions, inputs.actions().size()));
  }

  @Override
  public void writeTo(InputRow row, int from, int to) throws ScoringException {
    if (inputs.embedding().isPresent()) {
      row.user(inputs.embedding().get());
    }
    if (inputs.interests().isPresent()) {
      row.interests(inputs.interests().get());
    }
    row.request(request.shownAt(), request.surface().code());
    int rows = Math.min(liveActions, inputs.actions().size());
    for (int t = 0; t < rows; t++) {
      Action action = inputs.actions().get(t);
      int type = action.type().code();
      int where = action.surface().code();
      Pin pin = inputs.pins().get(action.pinId());
      if (pin == null) {
        row.maskedAction(t, type, where, action.occurredAt());
      } else {
        row.action(t, type, where, action.occurredAt(), vector(pin), 0);
      }
    }
    for (int n = from; n < to; n++) {
      Pin pin = inputs.pins().get(pinIds.get(n));
      row.candidate(n - from, vector(pin), 0, pin.actions());
    }
  }

  private OneVector vector(Pin pin) {
    return new OneVector(PastVectors.of(pin, halves));
  }
}
