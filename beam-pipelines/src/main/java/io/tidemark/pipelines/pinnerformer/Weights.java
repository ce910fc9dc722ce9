package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;
import java.util.Arrays;

/** Learned parameters as constants of a graph, under the names that they have in training. */
final class Weights {
  private final OnnxGraph graph;
  private final Parameters parameters;

  Weights(OnnxGraph graph, Parameters parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /** The parameter as it is. */
  OnnxValue constant(String name) {
    NDArray array = parameters.get(name);
    return graph.constant(name, array.toFloatArray(), array.getShape().getShape());
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}. */
  OnnxValue transposed(String name) {
    return transposed(name, name, 0, 1);
  }

  /** One of several equal parts of the rows of a matrix {@code [out, in]}, transposed. */
  private OnnxValue transposed(String name, String as, int part, int parts) {
    NDArray array = parameters.get(name);
    int out = (int) array.getShape().get(0) / parts;
    int in = (int) array.getShape().get(1);
    float[] values = array.toFloatArray();
    float[] transposed = new float[out * in];
    for (int row = 0; row < out; row++) {
      for (int column = 0; column < in; column++) {
        transposed[column * out + row] = values[(part * out + row) * in + column];
      }
    }
    return graph.constant(as, transposed, in, out);
  }

  /** {@code x W + b} of the linear layer of that name. */
  OnnxValue linear(OnnxValue x, String name) {
    return x.linear(transposed(name + ".weight"), constant(name + ".bias"));
  }

  /** One of several equal parts of a linear layer's output, as of queries, keys and values. */
  OnnxValue linearPart(OnnxValue x, String name, int part, int parts) {
    float[] bias = parameters.get(name + ".bias").toFloatArray();
    int width = bias.length / parts;
    float[] own = Arrays.copyOfRange(bias, part * width, (part + 1) * width);
    return x.linear(
        transposed(name + ".weight", name + ".weight." + part, part, parts),
        graph.constant(name + ".bias." + part, own, width));
  }

  /** The layer norm of that name. */
  OnnxValue norm(OnnxValue x, String name) {
    return x.layerNorm(
        constant(name + ".scale"),
        constant(name + ".bias"),
        PinnerFormerNetwork.LAYER_NORM_EPSILON);
  }
}
