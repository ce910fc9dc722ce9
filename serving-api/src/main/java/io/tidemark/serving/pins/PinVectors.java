package io.tidemark.serving.pins;

import java.nio.FloatBuffer;

/** Vectors of pins by their place in a list, wherever they lie. */
public interface PinVectors {
  /** No vector at any place. */
  PinVectors NONE =
      new PinVectors() {
        @Override
        public boolean has(int i) {
          return false;
        }

        @Override
        public int width(int i) {
          return 0;
        }

        @Override
        public void copyVector(int i, FloatBuffer target, int at) {
          throw new IllegalStateException("there is no vector at " + i);
        }
      };

  /** Whether there is a vector at a place; the other methods are for those places only. */
  default boolean has(int i) {
    return true;
  }

  /** How many numbers the vector at a place has. */
  int width(int i);

  /** Writes the vector at a place into {@code target} from {@code at} on. */
  void copyVector(int i, FloatBuffer target, int at);
}
