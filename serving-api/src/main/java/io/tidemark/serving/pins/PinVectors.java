package io.tidemark.serving.pins;

import java.nio.FloatBuffer;

/** Vectors of pins by their place in a list, wherever they lie. */
public interface PinVectors {
  /** How many numbers the vector at a place has. */
  int width(int i);

  /** Writes the vector at a place into {@code target} from {@code at} on. */
  void copyVector(int i, FloatBuffer target, int at);
}
