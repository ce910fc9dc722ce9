package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import java.util.Optional;

/**
 * What the network is given of a pin: its content vector, its learned row, or the one followed by
 * the other. Pins are known by their index in one release.
 */
final class PinInputs {
  private final PinVectors vectors;
  private final int contentWidth;
  private final Optional<IdTable> ids;

  /**
   * @param content whether the content vectors are part of it
   */
  PinInputs(PinVectors vectors, boolean content, Optional<IdTable> ids) {
    this.vectors = requireNonNull(vectors, "vectors is null");
    this.ids = requireNonNull(ids, "ids is null");
    this.contentWidth = content ? vectors.dimension() : 0;
  }

  /** The content vectors alone. */
  static PinInputs of(PinVectors vectors) {
    return new PinInputs(vectors, true, Optional.empty());
  }

  /** The release. */
  PinVectors vectors() {
    return vectors;
  }

  /** How many pins there are. */
  int size() {
    return vectors.size();
  }

  /** Numbers of the content vector that the network sees; 0 if it sees none. */
  int contentWidth() {
    return contentWidth;
  }

  /** The learned rows, if there are any. */
  Optional<IdTable> ids() {
    return ids;
  }

  /** P: numbers a pin. */
  int dimension() {
    return contentWidth + ids.map(IdTable::width).orElse(0);
  }

  /** Copies what is known of a pin, {@code [P]}, to that place of the target. */
  void copy(int pin, float[] target, int offset) {
    if (contentWidth > 0) {
      vectors.copyVector(pin, target, offset);
    }
    ids.ifPresent(table -> table.copy(pin, target, offset + contentWidth));
  }

  /** The content vectors of some pins, {@code [n * contentWidth]}. */
  float[] content(int... pins) {
    float[] content = new float[Math.multiplyExact(pins.length, contentWidth)];
    if (contentWidth > 0) {
      for (int i = 0; i < pins.length; i++) {
        vectors.copyVector(pins[i], content, i * contentWidth);
      }
    }
    return content;
  }
}
