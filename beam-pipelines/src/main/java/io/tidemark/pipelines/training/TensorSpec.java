package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One input or output of an exported model, as its card tells it.
 *
 * @param name in the graph
 * @param dtype {@code float32} or {@code int64}
 * @param shape an axis each: a number, or the name of a dynamic one
 */
public record TensorSpec(String name, String dtype, List<String> shape) {
  public TensorSpec {
    requireNonNull(name, "name is null");
    requireNonNull(dtype, "dtype is null");
    shape = List.copyOf(shape);
  }

  /** A float32 tensor. */
  public static TensorSpec float32(String name, String... shape) {
    return new TensorSpec(name, "float32", List.of(shape));
  }

  /** An int64 tensor. */
  public static TensorSpec int64(String name, String... shape) {
    return new TensorSpec(name, "int64", List.of(shape));
  }
}
