package io.tidemark.pipelines.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A large table of learned rows, {@code [rows, width]}, as Java arrays, with an Adam (Kingma and
 * Ba, 1412.6980) that touches only the rows that a step used: PyTorch's own optimizers would go
 * through the whole table each step. Each row counts its own steps, so a row that is rarely seen
 * starts as gently as the others did.
 *
 * <p>Costs {@code 12 * width + 4} bytes a row. Not safe for use from several threads.
 */
public final class RowAdam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final int NOWHERE = -1;

  private final int width;
  private final float[] values;
  private final float[] mean;
  private final float[] variance;
  private final int[] steps;
  private final int[] place;

  /**
   * @param values the first values, row-major; what is learned is written into it
   * @param mean of the gradients
   * @param variance of the gradients, around 0
   * @param steps each row has made
   */
  public record State(float[] values, float[] mean, float[] variance, int[] steps) {}

  /** Rows of Gaussian numbers of that deviation. */
  public RowAdam(int rows, int width, double deviation, SplittableRandom random) {
    this(
        width,
        new State(
            new float[Math.multiplyExact(rows, width)],
            new float[rows * width],
            new float[rows * width],
            new int[rows]));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }

  private RowAdam(int width, State state) {
    this.width = width;
    this.values = state.values();
    this.mean = state.mean();
    this.variance = state.variance();
    this.steps = state.steps();
    this.place = new int[steps.length];
    Arrays.fill(place, NOWHERE);
  }

  /** How many rows there are. */
  public int rows() {
    return steps.length;
  }

  /** Numbers a row. */
  public int width() {
    return width;
  }

  /** Copies one row to that place of the target. */
  public void copyRow(int row, float[] target, int offset) {
    System.arraycopy(values, row * width, target, offset, width);
  }

  /** A copy of all values, row-major. */
  public float[] values() {
    return values.clone();
  }

  /** Sets all values, row-major, and leaves the optimizer as it is. */
  public void setValues(float[] other) {
    System.arraycopy(other, 0, values, 0, values.length);
  }

  /** Everything there is, not copied: to be written before the next step. */
  public State state() {
    return new State(values, mean, variance, steps);
  }

  /**
   * Goes back to a {@link #state}.
   *
   * @throws IllegalArgumentException if it is of another table
   */
  public void restore(State state) {
    if (state.values().length != values.length || state.steps().length != steps.length) {
      throw new IllegalArgumentException("the state is of another table");
    }
    setValues(state.values());
    System.arraycopy(state.mean(), 0, mean, 0, mean.length);
    System.arraycopy(state.variance(), 0, variance, 0, variance.length);
    System.arraycopy(state.steps(), 0, steps, 0, steps.length);
  }

  /**
   * Moves rows along their gradients.
   *
   * @param rows {@code [n]}; the gradients of a row that stands there twice are added up
   * @param gradients {@code [n * width]}; overwritten
   * @throws TrainingDivergedException if a gradient is not a number; nothing has moved then
   */
  public void step(int[] rows, float[] gradients, double learningRate) {
    for (float gradient : gradients) {
      if (!Float.isFinite(gradient)) {
        throw new TrainingDivergedException("a gradient of a learned row is " + gradient);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      int first = place[rows[i]];
      if (first == NOWHERE) {
        place[rows[i]] = i;
      } else {
        for (int j = 0; j < width; j++) {
          gradients[first * width + j] += gradients[i * width + j];
        }
      }
    }
    for (int i = 0; i < rows.length; i++) {
      if (place[rows[i]] == i) {
        update(rows[i], gradients, i * width, learningRate);
      }
    }
    for (int row : rows) {
      place[row] = NOWHERE;
    }
  }

  private void update(int row, float[] gradients, int offset, double learningRate) {
    int step = ++steps[row];
    double correction = Math.sqrt(1 - Math.pow(BETA2, step));
    float rate = (float) (learningRate * correction / (1 - Math.pow(BETA1, step)));
    float epsilon = (float) (EPSILON * correction);
    int first = row * width;
    for (int j = 0; j < width; j++) {
      float gradient = gradients[offset + j];
      int cell = first + j;
      mean[cell] = BETA1 * mean[cell] + (1 - BETA1) * gradient;
      variance[cell] = BETA2 * variance[cell] + (1 - BETA2) * gradient * gradient;
      values[cell] -= rate * mean[cell] / ((float) Math.sqrt(variance[cell]) + epsilon);
    }
  }
}
