package io.tidemark.pipelines.pinnersage;

import java.util.Arrays;

/**
 * The distances between all clusters while they are being merged. A cluster is known by one of its
 * points, the one that was last of them.
 *
 * <p>A row a cluster, with its distances to all others: looking for the nearest runs along a row,
 * which is what costs most, and a row goes when its cluster is merged into another.
 */
final class ClusterDistances {
  private static final int TILE = 256;

  private final Linkage linkage;
  private final double[][] rows;
  private final int[] sizes;

  /** Clusters that are left, ascending. */
  private final int[] left;

  private int count;

  ClusterDistances(Linkage linkage, float[][] vectors, int[] sizes) {
    this.linkage = linkage;
    this.count = vectors.length;
    this.sizes = sizes.clone();
    this.left = new int[count];
    this.rows = new double[count][count];
    for (int point = 0; point < count; point++) {
      left[point] = point;
      if (sizes[point] < 1) {
        throw new IllegalArgumentException("point %d is there no time".formatted(point));
      }
    }
    fill(vectors);
  }

  /**
   * A dimension at a time, and so many points at a time as stay in the cache: its inner loop is one
   * that the compiler makes vector instructions of, unlike a sum over the dimensions of one pair.
   */
  private void fill(float[][] vectors) {
    double[][] columns = new double[vectors[0].length][vectors.length];
    for (int point = 0; point < vectors.length; point++) {
      for (int d = 0; d < columns.length; d++) {
        columns[d][point] = vectors[point][d];
      }
    }
    double[] sums = new double[TILE];
    for (int first = 0; first < vectors.length; first += TILE) {
      for (int j = first; j < vectors.length; j++) {
        int width = Math.min(TILE, j - first);
        Arrays.fill(sums, 0, width, 0);
        for (double[] column : columns) {
          addSquares(column, first, column[j], sums, width);
        }
        for (int i = first; i < first + width; i++) {
          double distance = linkage.ofPoints(sums[i - first], sizes[i], sizes[j]);
          rows[j][i] = distance;
          rows[i][j] = distance;
        }
      }
    }
    for (int point = 0; point < vectors.length; point++) {
      rows[point][point] = Double.POSITIVE_INFINITY;
    }
  }

  private static void addSquares(double[] column, int first, double of, double[] sums, int width) {
    for (int i = 0; i < width; i++) {
      double difference = column[first + i] - of;
      sums[i] += difference * difference;
    }
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
    double[] row = rows[cluster];
    int nearest = preferred;
    double least = preferred < 0 ? Double.POSITIVE_INFINITY : row[preferred];
    for (int k = 0; k < count; k++) {
      double distance = row[left[k]];
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
    double[] rowOfGone = rows[gone];
    double[] rowOfUnion = rows[union];
    double between = rowOfGone[union];
    for (int k = 0; k < count; k++) {
      int third = left[k];
      if (third != gone && third != union) {
        double distance =
            linkage.ofUnion(
                rowOfGone[third],
                rowOfUnion[third],
                between,
                sizes[gone],
                sizes[union],
                sizes[third]);
        rowOfUnion[third] = distance;
        rows[third][union] = distance;
      }
    }
    sizes[union] += sizes[gone];
    rows[gone] = null;
    int at = Arrays.binarySearch(left, 0, count, gone);
    System.arraycopy(left, at + 1, left, at, count - at - 1);
    count--;
    return between;
  }
}
