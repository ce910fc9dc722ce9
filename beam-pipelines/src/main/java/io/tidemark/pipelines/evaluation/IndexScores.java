package io.tidemark.pipelines.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.training.TrainingEngine;
import java.util.Arrays;

/**
 * The whole index as one matrix: exact scores by matrix multiplication, no approximate neighbours.
 * Valid as long as its engine is open.
 */
public final class IndexScores {
  private final TrainingEngine engine;
  private final NDArray matrix;

  /**
   * @param index {@code [N][D]}
   */
  public IndexScores(TrainingEngine engine, float[][] index) {
    this.engine = engine;
    this.matrix =
        engine.manager().create(flat(index), new Shape(index.length, index[0].length)).transpose();
  }

  /**
   * The dot product of every vector with every pin of the index.
   *
   * @param vectors {@code [V][D]}
   * @return {@code [V][N]}
   */
  public float[][] of(float[][] vectors) {
    float[] scores =
        engine.evaluate(
            manager ->
                manager
                    .create(flat(vectors), new Shape(vectors.length, vectors[0].length))
                    .matMul(matrix)
                    .toFloatArray());
    int size = scores.length / vectors.length;
    float[][] rows = new float[vectors.length][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(scores, row * size, (row + 1) * size);
    }
    return rows;
  }

  private static float[] flat(float[][] rows) {
    int width = rows[0].length;
    float[] flat = new float[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * width, width);
    }
    return flat;
  }
}
