package io.tidemark.pipelines.pinnerformer;

import java.io.Serializable;

/**
 * Vectors that are learned for pins by their id, beside the content vectors or instead of them.
 *
 * @param width numbers a pin; 0 for none
 * @param rows of the table that ids are hashed into; 0 for a row of its own for each pin of the
 *     release, without collisions
 * @param insteadOfContent whether content vectors are not looked at
 * @param learningRate of the table's Adam, as a multiple of the network's
 */
public record IdEmbeddings(int width, int rows, boolean insteadOfContent, double learningRate)
    implements Serializable {
  public IdEmbeddings {
    if (width < 0) {
      throw new IllegalArgumentException("ids.width must not be negative: " + width);
    }
    if (rows < 0) {
      throw new IllegalArgumentException("ids.rows must not be negative: " + rows);
    }
    if (insteadOfContent && width == 0) {
      throw new IllegalArgumentException(
          "ids.instead_of_content needs ids.width: without it a pin would be nothing");
    }
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException("ids.learning_rate must be positive: " + learningRate);
    }
  }

  /** No vectors by id. */
  public static IdEmbeddings none() {
    return new IdEmbeddings(0, 0, false, 1);
  }

  /** Whether there are any. */
  public boolean isOn() {
    return width > 0;
  }
}
