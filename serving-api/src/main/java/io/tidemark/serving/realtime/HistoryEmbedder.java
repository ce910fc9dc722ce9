package io.tidemark.serving.realtime;

import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinLookup;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.store.PastAction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Computes the embedding of a merged history by a PinnerFormer and the pins that it looks at. */
public final class HistoryEmbedder {
  private final PinCache pins;

  /**
   * What was computed.
   *
   * @param vector {@code [D]}, L2-normalised; numbers all
   * @param unknownPins actions whose pin the release of pins does not have
   */
  public record Embedded(float[] vector, int unknownPins) {}

  /** Pins that are not mapped come from {@code pins}. */
  public HistoryEmbedder(PinCache pins) {
    this.pins = pins;
  }

  /**
   * Embeds a history.
   *
   * @param model which looks at the pins that are served
   * @param snapshot the pins that are mapped, if they are
   * @param actions 1 to M of them, oldest first
   * @param deadline until when pins may be read, by {@link System#nanoTime}
   * @throws ScoringException if the model failed, or gave something else than numbers
   * @throws ExecutionException if pins could not be read
   * @throws TimeoutException if they could not be read in time
   */
  public Embedded embed(
      OnnxPinnerFormer model,
      Optional<PinSnapshot> snapshot,
      List<PastAction> actions,
      long deadline)
      throws ScoringException, ExecutionException, TimeoutException, InterruptedException {
    PinLookup lookup =
        pins.lookup(
            actions.stream().map(PastAction::pinId).toList(), model.pinsVersion(), snapshot);
    lookup.done().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    FoundPins found = lookup.found();
    float[] vector = model.embed(actions, found);
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        throw new ScoringException("a number of an embedding is " + number, null);
      }
    }
    return new Embedded(vector, found.size() - found.known().length);
  }
}
