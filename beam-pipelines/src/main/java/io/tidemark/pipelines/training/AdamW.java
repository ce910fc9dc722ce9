package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, 1711.05101) over all parameters, with the gradients' global norm
 * clipped first. Weight decay falls on matrices only: vectors (biases, norms, phases, temperature)
 * are not decayed.
 */
public final class AdamW implements AutoCloseable {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_ELEMENT_CLIPPING = -1;

  private final Parameters parameters;
  private final float weightDecay;
  private final float clipNorm;
  private final NDManager manager;
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private int steps;

  private record Moments(NDArray mean, NDArray variance) {}

  /**
   * What the optimizer knows, to go on from later.
   *
   * @param steps made so far
   * @param mean of each parameter's gradients, row-major
   * @param variance of each parameter's gradients, around 0
   */
  public record State(int steps, Map<String, float[]> mean, Map<String, float[]> variance) {}

  /**
   * @param weightDecay a matrix' share that is lost a step, times the learning rate
   * @param clipNorm the largest Euclidean norm that all gradients together may have
   */
  public AdamW(NDManager parent, Parameters parameters, float weightDecay, float clipNorm) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    if (!(weightDecay >= 0) || !(clipNorm > 0)) {
      throw new IllegalArgumentException(
          "weight decay %s must be >= 0 and clip norm %s > 0".formatted(weightDecay, clipNorm));
    }
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm;
    this.manager = parent.newSubManager();
    parameters
        .all()
        .forEach(
            (name, array) ->
                moments.put(
                    name,
                    new Moments(manager.zeros(array.getShape()), manager.zeros(array.getShape()))));
  }

  /**
   * Moves every parameter along its gradient, and clears the gradients.
   *
   * @return the gradients' norm before clipping
   * @throws TrainingDivergedException if the norm is not a number; nothing has moved then
   */
  public double step(double learningRate) {
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      NDList squares = new NDList();
      parameters
          .all()
          .forEach(
              (name, array) -> {
                NDArray gradient = array.getGradient();
                gradient.attach(scope);
                gradients.put(name, gradient);
                squares.add(gradient.square().sum().reshape(1));
              });
      double norm = Math.sqrt(NDArrays.concat(squares).sum().getFloat());
      if (!Double.isFinite(norm)) {
        throw new TrainingDivergedException(
            "the gradients' norm is %s, first in %s".formatted(norm, firstNotFinite(gradients)));
      }
      steps++;
      float rescale = (float) Math.min(1, clipNorm / Math.max(norm, 1e-12));
      double corrected =
          learningRate * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
      gradients.forEach(
          (name, gradient) -> update(name, gradient, learningRate, corrected, rescale));
      return norm;
    }
  }

  private static String firstNotFinite(Map<String, NDArray> gradients) {
    return gradients.entrySet().stream()
        .filter(entry -> !Float.isFinite(entry.getValue().square().sum().getFloat()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("all together");
  }

  private void update(
      String name, NDArray gradient, double learningRate, double corrected, float rescale) {
    NDArray array = parameters.get(name);
    Moments moment = moments.get(name);
    boolean decays = array.getShape().dimension() > 1;
    array
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(array, gradient, moment.mean(), moment.variance()),
            new NDList(array),
            (float) learningRate,
            (float) corrected,
            decays ? weightDecay : 0,
            rescale,
            NO_ELEMENT_CLIPPING,
            BETA1,
            BETA2,
            EPSILON,
            false,
            true);
  }

  /** A copy of what the optimizer knows. */
  public State state() {
    Map<String, float[]> mean = new LinkedHashMap<>();
    Map<String, float[]> variance = new LinkedHashMap<>();
    moments.forEach(
        (name, moment) -> {
          mean.put(name, moment.mean().toFloatArray());
          variance.put(name, moment.variance().toFloatArray());
        });
    return new State(steps, mean, variance);
  }

  /**
   * Goes back to a {@link #state}.
   *
   * @throws IllegalArgumentException if it is of other parameters
   */
  public void restore(State state) {
    if (!state.mean().keySet().equals(moments.keySet())) {
      throw new IllegalArgumentException("the optimizer's state is of another network");
    }
    steps = state.steps();
    moments.forEach(
        (name, moment) -> {
          set(moment.mean(), state.mean().get(name));
          set(moment.variance(), state.variance().get(name));
        });
  }

  private void set(NDArray moment, float[] values) {
    try (NDArray source = manager.create(values, moment.getShape())) {
      source.copyTo(moment);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
