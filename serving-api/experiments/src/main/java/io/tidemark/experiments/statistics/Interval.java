package io.tidemark.experiments.statistics;

/**
 * From where to where something lies.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  /** As far on both sides. */
  static Interval around(double value, double halfWidth) {
    return new Interval(value - halfWidth, value + halfWidth);
  }

  /** Whether a value lies in it. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /** From end to end. */
  public double width() {
    return high - low;
  }
}
