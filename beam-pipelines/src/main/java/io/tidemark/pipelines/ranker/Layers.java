package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.training.Parameters;

/** The plain layers of the trainer's network over its parameters, by their names. */
final class Layers {

  private final Parameters parameters;

  Layers(Parameters parameters) {
    this.parameters = parameters;
  }

  /** A linear layer's weight {@code [out, in]} and bias. */
  void createLinear(String name, int out, int in) {
    parameters.weight(name + ".weight", out, in);
    parameters.constant(name + ".bias", 0, out);
  }

  /** A layer norm's scale and bias. */
  void createNorm(String name, int width) {
    parameters.constant(name + ".scale", 1, width);
    parameters.constant(name + ".bias", 0, width);
  }

  NDArray get(String name) {
    return parameters.get(name);
  }

  /** {@code x W' + b} over the last axis. */
  NDArray linear(NDArray x, String name) {
    return x.getNDArrayInternal()
        .linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"))
        .singletonOrThrow();
  }

  /** {@code x W'} over the last axis. */
  NDArray project(NDArray x, String weight) {
    return x.getNDArrayInternal().linear(x, parameters.get(weight), null).singletonOrThrow();
  }

  /** Layer norm over the last axis. */
  NDArray norm(NDArray x, String name) {
    return x.getNDArrayInternal()
        .layerNorm(
            x,
            new Shape(x.getShape().get(x.getShape().dimension() - 1)),
            parameters.get(name + ".scale"),
            parameters.get(name + ".bias"),
            GraphWeights.LAYER_NORM_EPSILON)
        .singletonOrThrow();
  }

  /** Rows of a table; of a table of single numbers, the numbers. */
  NDArray lookUp(NDArray rows, String table) {
    NDArray values = parameters.get(table);
    boolean numbers = values.getShape().dimension() == 1;
    if (numbers) {
      values = values.expandDims(1);
      // What is made of a parameter would live as long as it does.
      values.attach(rows.getManager());
    }
    NDArray found =
        rows.getNDArrayInternal().embedding(rows, values, SparseFormat.DENSE).singletonOrThrow();
    return numbers ? found.squeeze(-1) : found;
  }

  static NDArray dropout(NDArray x, float share, boolean isTraining) {
    return isTraining && share > 0
        ? x.getNDArrayInternal().dropout(x, share, true).singletonOrThrow()
        : x;
  }

  static NDArray gelu(NDArray x) {
    return x.getNDArrayInternal().gelu();
  }
}
