package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network's learned tensors by name, in the order in which they were made: float32, with
 * gradients. The same seed and order give the same first values.
 */
public final class Parameters implements AutoCloseable {
  private final NDManager manager;
  private final SplittableRandom random;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  /**
   * @param parent whose life the parameters share at most
   */
  public Parameters(NDManager parent, long seed) {
    this.manager = parent.newSubManager();
    this.random = new SplittableRandom(seed);
  }

  /** Gaussian first values around 0. */
  public NDArray normal(String name, double standardDeviation, long... shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * standardDeviation);
    }
    return add(name, values, shape);
  }

  /** The same first value everywhere. */
  public NDArray constant(String name, float value, long... shape) {
    float[] values = new float[size(shape)];
    Arrays.fill(values, value);
    return add(name, values, shape);
  }

  /** A square matrix with that value on its diagonal and 0 elsewhere. */
  public NDArray diagonal(String name, float value, int size) {
    float[] values = new float[Math.multiplyExact(size, size)];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = value;
    }
    return add(name, values, size, size);
  }

  /** A linear layer's weight {@code [out, in]}, Glorot's Gaussian. */
  public NDArray weight(String name, long out, long in) {
    return normal(name, Math.sqrt(2.0 / (in + out)), out, in);
  }

  private NDArray add(String name, float[] values, long... shape) {
    requireNonNull(name, "name is null");
    NDArray array = manager.create(values, new Shape(shape));
    array.setRequiresGradient(true);
    if (arrays.put(name, array) != null) {
      throw new IllegalArgumentException("there is already a parameter " + name);
    }
    return array;
  }

  private static int size(long... shape) {
    return Math.toIntExact(new Shape(shape).size());
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return array;
  }

  /** All parameters, by name, in order. */
  public Map<String, NDArray> all() {
    return Collections.unmodifiableMap(arrays);
  }

  /** How many numbers are learned. */
  public long count() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  /** A copy of every value, row-major. */
  public Map<String, float[]> snapshot() {
    Map<String, float[]> values = new LinkedHashMap<>();
    arrays.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  /** Goes back to a {@link #snapshot()}. */
  public void restore(Map<String, float[]> snapshot) {
    if (!snapshot.keySet().equals(arrays.keySet())) {
      throw new IllegalArgumentException("the snapshot is of another network");
    }
    snapshot.forEach(this::set);
  }

  /** Sets every value of one parameter, row-major. */
  public void set(String name, float[] values) {
    NDArray array = get(name);
    if (values.length != array.size()) {
      throw new IllegalArgumentException(
          "%s has %d values, not %d".formatted(name, array.size(), values.length));
    }
    try (NDArray source = manager.create(values, array.getShape())) {
      set(array, source);
    }
  }

  /** Takes over the values of the same parameters, wherever these are. */
  void copy(Parameters others) {
    arrays.forEach(
        (name, array) -> {
          try (NDArray source = others.get(name).toDevice(array.getDevice(), true)) {
            set(array, source);
          }
        });
  }

  /** In place and unrecorded: the array stays the leaf that gradients are collected for. */
  private static void set(NDArray array, NDArray source) {
    array.setRequiresGradient(false);
    source.copyTo(array);
    array.setRequiresGradient(true);
  }

  @Override
  public void close() {
    manager.close();
  }
}
