package io.tidemark.pipelines.pinnersage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Ward's hierarchical clustering by the nearest-neighbour chain (2007.03634, algorithm 1): O(m^2)
 * time and memory for m points.
 *
 * <p>The distance of two points is their squared Euclidean distance; that of a union by Lance and
 * Williams, {@code d(Ci u Cj, Ck) = ((ni+nk) dik + (nj+nk) djk - nk dij) / (ni+nj+nk)}. Ward's
 * distance is reducible: two clusters that are each other's nearest stay so whatever else is
 * merged, so the order of merging does not matter and a chain of nearest neighbours finds all
 * merges.
 */
public final class WardClustering {
  private final int points;
  private final List<Merge> merges;

  /**
   * Two clusters become one.
   *
   * @param first a point of the one
   * @param second a point of the other
   * @param distance between the two
   */
  record Merge(int first, int second, double distance) {}

  private WardClustering(int points, List<Merge> merges) {
    this.points = points;
    this.merges = merges;
  }

  /**
   * The whole hierarchy.
   *
   * @param vectors {@code [m][D]}, at least one
   */
  public static WardClustering of(float[][] vectors) {
    Chain chain = new Chain(vectors);
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < vectors.length - 1) {
      merges.add(chain.next());
    }
    merges.sort(Comparator.comparingDouble(Merge::distance));
    return new WardClustering(vectors.length, merges);
  }

  /** All merges, nearest first: m - 1 of them. */
  List<Merge> merges() {
    return List.copyOf(merges);
  }

  /**
   * The clusters whose merges all cost at most alpha. Points that nothing is near enough to stay
   * clusters of their own.
   *
   * @return the points of each cluster in ascending order, clusters by their first point
   */
  public List<int[]> cut(double alpha) {
    int[] parents = new int[points];
    Arrays.setAll(parents, point -> point);
    for (Merge merge : merges) {
      if (merge.distance() <= alpha) {
        int first = root(parents, merge.first());
        int second = root(parents, merge.second());
        parents[Math.max(first, second)] = Math.min(first, second);
      }
    }
    List<List<Integer>> members = new ArrayList<>();
    for (int point = 0; point < points; point++) {
      members.add(new ArrayList<>());
      members.get(root(parents, point)).add(point);
    }
    return members.stream()
        .filter(cluster -> !cluster.isEmpty())
        .map(cluster -> cluster.stream().mapToInt(point -> point).toArray())
        .toList();
  }

  private static int root(int[] parents, int point) {
    int root = point;
    while (parents[root] != root) {
      root = parents[root];
    }
    return root;
  }

  /** The chain: each of its clusters is the nearest neighbour of the one before it. */
  private static final class Chain {
    private final double[][] distances;
    private final int[] sizes;
    private final int[] chain;
    private int length;

    Chain(float[][] vectors) {
      int count = vectors.length;
      this.distances = new double[count][count];
      this.sizes = new int[count];
      this.chain = new int[count + 1];
      Arrays.fill(sizes, 1);
      for (int one = 0; one < count; one++) {
        for (int other = 0; other < one; other++) {
          distances[one][other] = squaredDistance(vectors[one], vectors[other]);
          distances[other][one] = distances[one][other];
        }
      }
    }

    /** Goes on until two clusters are each other's nearest, and merges them. */
    Merge next() {
      if (length == 0) {
        chain[length++] = firstCluster();
      }
      while (true) {
        int tip = chain[length - 1];
        int before = length > 1 ? chain[length - 2] : -1;
        int nearest = nearest(tip, before);
        if (nearest == before) {
          length -= 2;
          return merge(before, tip);
        }
        chain[length++] = nearest;
      }
    }

    private int firstCluster() {
      int cluster = 0;
      while (sizes[cluster] == 0) {
        cluster++;
      }
      return cluster;
    }

    /** Of clusters equally near the one before the tip, else the chain could run in a circle. */
    private int nearest(int tip, int before) {
      int nearest = before;
      double least = before < 0 ? Double.POSITIVE_INFINITY : distances[tip][before];
      for (int other = 0; other < sizes.length; other++) {
        if (other != tip && sizes[other] > 0 && distances[tip][other] < least) {
          least = distances[tip][other];
          nearest = other;
        }
      }
      return nearest;
    }

    /** The union takes the first's place. */
    private Merge merge(int first, int second) {
      double between = distances[first][second];
      for (int other = 0; other < sizes.length; other++) {
        if (sizes[other] > 0 && other != first && other != second) {
          double distance =
              ((sizes[first] + sizes[other]) * distances[first][other]
                      + (sizes[second] + sizes[other]) * distances[second][other]
                      - sizes[other] * between)
                  / (sizes[first] + sizes[second] + sizes[other]);
          distances[first][other] = distance;
          distances[other][first] = distance;
        }
      }
      sizes[first] += sizes[second];
      sizes[second] = 0;
      return new Merge(first, second, between);
    }

    private static double squaredDistance(float[] one, float[] other) {
      double sum = 0;
      for (int i = 0; i < one.length; i++) {
        double difference = (double) one[i] - other[i];
        sum += difference * difference;
      }
      return sum;
    }
  }
}
