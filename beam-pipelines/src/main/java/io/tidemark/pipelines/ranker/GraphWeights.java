package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;

/** Learned parameters as constants of the graph, and the plain layers over them. */
final class GraphWeights {
  private final OnnxGraph graph;
  private final Parameters parameters;

  GraphWeights(OnnxGraph graph, Parameters parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /** The parameter as it is. */
  OnnxValue constant(String name) {
    NDArray array = parameters.get(name);
    return graph.constant(name, array.toFloatArray(), array.getShape().getShape());
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}. */
  OnnxValue matrix(String name) {
    NDArray array = parameters.get(name);
    return block(name, name, 0, (int) array.getShape().get(0), 0, (int) array.getShape().get(1));
  }

  /**
   * A part of a matrix {@code [out, in]}, transposed: some of its outputs for some of its inputs.
   */
  OnnxValue block(String name, String as, int fromOut, int toOut, int fromIn, int toIn) {
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
  OnnxValue part(String name, String as, int from, int to) {
    float[] values = parameters.get(name).toFloatArray();
    return graph.constant(as, java.util.Arrays.copyOfRange(values, from, to), to - from);
  }

  /** {@code x W + b} of the linear layer of that name. */
  OnnxValue linear(OnnxValue x, String name) {
    return x.linear(matrix(name + ".weight"), constant(name + ".bias"));
  }

  /** The layer norm of that name. */
  OnnxValue norm(OnnxValue x, String name) {
    return x.layerNorm(constant(name + ".scale"), constant(name + ".bias"), Layers.NORM_EPSILON);
  }
}
