package io.tidemark.serving.replay;

import io.tidemark.store.HalfFloat;
import io.tidemark.store.Pin;

/** Vectors of pins as a model was given them then. */
final class PastVectors {
  private PastVectors() {}

  /**
   * A pin's vector.
   *
   * @param halves whether it is rounded to half floats, as those of mapped pins are
   */
  static float[] of(Pin pin, boolean halves) {
    float[] vector = pin.vector().clone();
    for (int i = 0; halves && i < vector.length; i++) {
      vector[i] = HalfFloat.toFloat(HalfFloat.fromFloat(vector[i]));
    }
    return vector;
  }
}
