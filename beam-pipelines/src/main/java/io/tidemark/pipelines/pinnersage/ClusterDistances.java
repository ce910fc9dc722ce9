package io.tidemark.pipelines.pinnersage;

import java.util.Arrays;

/**
 * The distances between all clusters while they are being merged. A cluster is known by one of its
 * points, the one that was last of them.
 *
 * <p>Half a matrix, row by row: that of cluster j has its distances to all i &lt; j.
 */
final class ClusterDistances {
  private final Linkage linkage;
  private final double[] distances;
  private final int[] sizes;

  /** Clusters that are left, ascending. */
  private final int[] left;

  private int count;

  ClusterDistances(Linkage linkage, float[][] vectors, int[] sizes) {
    this.linkage = linkage;
    this.count = vectors.length;
    this.sizes = sizes.clone();
    this.left = new int[count];
    this.distances = new double[row(count)];
    for (int point = 0; point < count; point++) {
      left[point] = point;
      if (sizes[point] < 1) {
        throw new IllegalArgumentException("point %d is there no time".formatted(point));
      }
    }
    fill(vectors);
  }

  /**
   * A dimension at a time: its inner loop is one that the compiler makes vector instructions of,
   * unlike a sum over the dimensions of one pair.
   */
  private void fill(float[][] vectors) {
    int dimension = vectors[0].length;
    float[][] columns = new float[dimension][vectors.length];
    for (int point = 0; point < vectors.length; point++) {
      for (int d = 0; d < dimension; d++) {
        columns[d][point] = vectors[point][d];
      }
    }
    double[] sums = new double[vectors.length];
    for (int j = 1; j < vectors.length; j++) {
      Arrays.fill(sums, 0, j, 0);
      for (float[] column : columns) {
        addSquares(column, column[j], sums, j);
      }
      int row = row(j);
      for (int i = 0; i < j; i++) {
        distances[row + i] = linkage.ofPoints(sums[i], sizes[i], sizes[j]);
      }
    }
  }

  private static void addSquares(float[] column, float of, double[] sums, int before) {
    for (int i = 0; i < before; i++) {
      double difference = (double) column[i] - of;
      sums[i] += difference * difference;
    }
  }

  private static int row(int j) {
    return (int) ((long) j * (j - 1) / 2);
  }

  private static int place(int one, int other) {
    return one > other ? row(one) + other : row(other) + one;
  }

  /** How many points there were. */
  int points() {
    return sizes.length;
  }

  /** The first of the clusters that are left. */
  int first() {
    return left[0];
  }

  /**
   * The cluster nearest to one.
   *
   * @param preferred the one that is taken of several that are equally near; negative for none:
   *     then the first
   */
  int nearest(int cluster, int preferred) {
    int nearest = preferred;
    double least = preferred < 0 ? Double.POSITIVE_INFINITY : distances[place(cluster, preferred)];
    int row = row(cluster);
    int k = 0;
    for (; left[k] < cluster; k++) {
      double distance = distances[row + left[k]];
      if (distance < least) {
        least = distance;
        nearest = left[k];
      }
    }
    for (k++; k < count; k++) {
      double distance = distances[row(left[k]) + cluster];
      if (distance < least) {
        least = distance;
        nearest = left[k];
      }
    }
    return nearest;
  }

  /**
   * Makes two clusters one, which is known by the larger of the two numbers.
   *
   * @return the distance that was between them
   */
  double merge(int one, int other) {
    int gone = Math.min(one, other);
    int union = Math.max(one, other);
    double between = distances[place(gone, union)];
    for (int k = 0; k < count; k++) {
      int third = left[k];
      if (third != gone && third != union) {
        int place = place(union, third);
        distances[place] =
            linkage.ofUnion(
                distances[place(gone, third)],
                distances[place],
                between,
                sizes[gone],
                sizes[union],
                sizes[third]);
      }
    }
    sizes[union] += sizes[gone];
    int at = Arrays.binarySearch(left, 0, count, gone);
    System.arraycopy(left, at + 1, left, at, count - at - 1);
    count--;
    return between;
  }
}
