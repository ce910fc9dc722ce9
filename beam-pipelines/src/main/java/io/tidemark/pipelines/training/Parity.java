package io.tidemark.pipelines.training;

/** Whether an exported model computes what the trained one does. */
public final class Parity {
  /** The largest difference that an export may show on any number of its output. */
  public static final double TOLERANCE = 1e-4;

  private Parity() {}

  /** The largest absolute difference; infinite if either side holds something not a number. */
  public static double maxAbsoluteDifference(float[] trained, float[] exported) {
    if (trained.length != exported.length) {
      throw new IllegalArgumentException(
          "the trained model gives %d numbers, the exported one %d"
              .formatted(trained.length, exported.length));
    }
    double largest = 0;
    for (int i = 0; i < trained.length; i++) {
      double difference = Math.abs((double) trained[i] - exported[i]);
      largest =
          Math.max(largest, Double.isFinite(difference) ? difference : Double.POSITIVE_INFINITY);
    }
    return largest;
  }

  /**
   * @throws ParityException if the difference is above {@link #TOLERANCE}
   */
  public static void require(String model, double maxAbsoluteDifference) {
    if (!(maxAbsoluteDifference <= TOLERANCE)) {
      throw new ParityException(model, maxAbsoluteDifference);
    }
  }

  /** The exported model differs from the trained one, so it must not be used. */
  public static final class ParityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ParityException(String model, double difference) {
      super(
          "%s as exported differs from the trained model by %s, more than %s: it was not kept"
              .formatted(model, difference, TOLERANCE));
    }
  }
}
