package io.tidemark.pipelines.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.training.Parameters;
import java.util.Arrays;

/**
 * Learned parameters as constants of a graph, under the names that they have in training, and the
 * plain layers over them.
 */
public final class GraphWeights {
  /** What layer norms add to a variance. */
  public static final float LAYER_NORM_EPSILON = 1e-5f;

  private final OnnxGraph graph;
  private final Parameters parameters;

  /**
   * @param graph that they become part of
   */
  public GraphWeights(OnnxGraph graph, Parameters parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /** The parameter as it is. */
  public OnnxValue constant(String name) {
    NDArray array = parameters.get(name);
    return graph.constant(name, array.toFloatArray(), array.getShape().getShape());
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}. */
  public OnnxValue matrix(String name) {
    NDArray array = parameters.get(name);
    return block(name, name, 0, (int) array.getShape().get(0), 0, (int) array.getShape().get(1));
  }

  /**
   * A part of a matrix {@code [out, in]}, transposed: some of its outputs for some of its inputs.
   */
  public OnnxValue block(String name, String as, int fromOut, int toOut, int fromIn, int toIn) {
    NDArray array = parameters.get(name);
    int in = (int) array.getShape().get(1);
    float[] values = array.toFloatArray();
    int rows = toIn - fromIn;
    int columns = toOut - fromOut;
    float[] part = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        part[row * columns + column] = values[(fromOut + column) * in + fromIn + row];
      }
    }
    return graph.constant(as, part, rows, columns);
  }

  /** Some of a vector. */
  public OnnxValue part(String name, String as, int from, int to) {
    float[] values = parameters.get(name).toFloatArray();
    return graph.constant(as, Arrays.copyOfRange(values, from, to), to - from);
  }

  /** {@code x W + b} of the linear layer of that name. */
  public OnnxValue linear(OnnxValue x, String name) {
    return x.linear(matrix(name + ".weight"), constant(name + ".bias"));
  }

  /** One of several equal parts of a linear layer's output, as of queries, keys and values. */
  public OnnxValue linearPart(OnnxValue x, String name, int part, int parts) {
    Shape shape = parameters.get(name + ".weight").getShape();
    int width = (int) shape.get(0) / parts;
    int from = part * width;
    int to = from + width;
    return x.linear(
        block(name + ".weight", name + ".weight." + part, from, to, 0, (int) shape.get(1)),
        part(name + ".bias", name + ".bias." + part, from, to));
  }

  /** The layer norm of that name. */
  public OnnxValue norm(OnnxValue x, String name) {
    return x.layerNorm(constant(name + ".scale"), constant(name + ".bias"), LAYER_NORM_EPSILON);
  }
}
