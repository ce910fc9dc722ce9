package io.tidemark.experiments.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many rows of numbers there were, their means and how they vary together: all that an estimate
 * needs of its users. Added up pairwise (Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979), so large counts of small numbers keep their
 * digits. Not safe for several threads.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1;

  private final int width;
  private long count;
  private final double[] means;
  private final double[] comoments;

  /** Of no rows yet. */
  public Moments(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width is less than 1: " + width);
    }
    this.width = width;
    this.means = new double[width];
    this.comoments = new double[width * width];
  }

  /**
   * Adds a row.
   *
   * @param row {@code [width]}, finite
   */
  public void add(double... row) {
    requireWidth(row.length);
    count++;
    double[] before = new double[width];
    for (int i = 0; i < width; i++) {
      if (!Double.isFinite(row[i])) {
        throw new IllegalArgumentException("a row has " + row[i]);
      }
      before[i] = row[i] - means[i];
      means[i] += before[i] / count;
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        comoments[i * width + j] += before[i] * (row[j] - means[j]);
      }
    }
  }

  /** Adds the rows that others were made of; {@code other} stays as it is. */
  public Moments merge(Moments other) {
    requireWidth(other.width);
    if (other.count == 0) {
      return this;
    }
    long total = count + other.count;
    double both = (double) count * other.count / total;
    double[] gap = new double[width];
    for (int i = 0; i < width; i++) {
      gap[i] = other.means[i] - means[i];
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        comoments[i * width + j] += other.comoments[i * width + j] + gap[i] * gap[j] * both;
      }
    }
    for (int i = 0; i < width; i++) {
      means[i] += gap[i] * other.count / total;
    }
    count = total;
    return this;
  }

  /** How many rows. */
  public long count() {
    return count;
  }

  /** The mean of a column, 0 of no rows. */
  public double mean(int column) {
    return means[column];
  }

  /** The covariance of two columns, unbiased; not a number of fewer than two rows. */
  public double covariance(int one, int other) {
    return count < 2 ? Double.NaN : comoments[one * width + other] / (count - 1);
  }

  private void requireWidth(int other) {
    if (other != width) {
      throw new IllegalArgumentException("%d columns, not %d".formatted(other, width));
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Moments other
        && other.width == width
        && other.count == count
        && Arrays.equals(other.means, means)
        && Arrays.equals(other.comoments, comoments);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(count) + Arrays.hashCode(means);
  }
}
