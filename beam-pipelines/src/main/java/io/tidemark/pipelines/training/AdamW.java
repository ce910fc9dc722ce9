package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, 1711.05101, algorithm 2) over all parameters, with the gradients'
 * global norm clipped first. Weight decay falls on matrices only: vectors (biases, norms, phases,
 * temperature) are not decayed.
 *
 * <p>PyTorch's fused operator goes through a parameter once, where DJL's optimizers are one
 * operator after the other.
 */
public final class AdamW implements AutoCloseable {
  // PyTorch would drop the operator as of no effect if nothing that it changes were returned.
  private static final String SCRIPT =
      """
      def forward(self: __torch__.Function, gradient: Tensor, weight: Tensor, mean: Tensor, variance: Tensor, steps: Tensor, rate: Tensor, divisor: Tensor) -> Tensor:
        none = annotate(List[Tensor], [])
        moved = [weight]
        _0 = torch._fused_adamw_(moved, [gradient], [mean], [variance], none, [steps], lr=rate, beta1=0.9, beta2=0.999, weight_decay=%s, eps=1e-08, amsgrad=False, maximize=False, grad_scale=divisor, found_inf=None)
        return moved[0]
      """;

  private final Parameters parameters;
  private final float clipNorm;
  private final TrainingEngine engine;
  private final NDManager manager;
  private final TorchScript decaying;
  private final TorchScript plain;
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
  public AdamW(TrainingEngine engine, Parameters parameters, float weightDecay, float clipNorm) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    if (!(weightDecay >= 0) || !(clipNorm > 0)) {
      throw new IllegalArgumentException(
          "weight decay %s must be >= 0 and clip norm %s > 0".formatted(weightDecay, clipNorm));
    }
    this.clipNorm = clipNorm;
    this.engine = requireNonNull(engine, "engine is null");
    this.manager = engine.manager().newSubManager();
    this.decaying = engine.compile(SCRIPT.formatted(weightDecay));
    this.plain = engine.compile(SCRIPT.formatted(0.0));
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
    return engine.evaluate(scope -> step(scope, learningRate));
  }

  private double step(NDManager scope, double learningRate) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    NDList norms = new NDList();
    parameters
        .all()
        .forEach(
            (name, array) -> {
              NDArray gradient = array.getGradient();
              gradient.attach(scope);
              gradients.put(name, gradient);
              norms.add(gradient.norm().reshape(1));
            });
    double norm = NDArrays.concat(norms).norm().getFloat();
    if (!Double.isFinite(norm)) {
      throw new TrainingDivergedException(
          "the gradients' norm is %s, first in %s".formatted(norm, firstNotFinite(gradients)));
    }
    steps++;
    NDArray count = scope.create((float) steps);
    NDArray rate = scope.create((float) learningRate);
    NDArray divisor = scope.create((float) Math.max(1, norm / clipNorm));
    gradients.forEach(
        (name, gradient) -> {
          NDArray array = parameters.get(name);
          Moments moment = moments.get(name);
          TorchScript update = array.getShape().dimension() > 1 ? decaying : plain;
          update.call(gradient, array, moment.mean(), moment.variance(), count, rate, divisor);
          JniUtils.zeroGrad((PtNDArray) array);
        });
    return norm;
  }

  private static String firstNotFinite(Map<String, NDArray> gradients) {
    return gradients.entrySet().stream()
        .filter(entry -> !Float.isFinite(entry.getValue().norm().getFloat()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("all together");
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
    decaying.close();
    plain.close();
    manager.close();
  }
}
