package io.tidemark.pipelines.pinnersage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Hierarchical clustering by the nearest-neighbour chain (2007.03634, algorithm 1): O(m^2) time for
 * m points, and 8 m^2 bytes of memory while it runs.
 *
 * <p>The distances of unions are by Lance and Williams ({@link Linkage}). They are reducible: two
 * clusters that are each other's nearest stay so whatever else is merged, so the order of merging
 * does not matter and a chain of nearest neighbours finds all merges. Ties are broken as SciPy
 * breaks them: by the lower place, but the cluster before the tip of the chain comes first.
 */
public final class HierarchicalClustering {
  /** The most points: their distances take 3.2 GB. */
  public static final int MAX_POINTS = 20_000;

  private static final int NONE = -1;

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

  private HierarchicalClustering(int points, List<Merge> merges) {
    this.points = points;
    this.merges = merges;
  }

  /**
   * Ward's hierarchy of points.
   *
   * @param vectors {@code [m][D]}, 1 to {@link #MAX_POINTS}
   */
  public static HierarchicalClustering ward(float[][] vectors) {
    int[] sizes = new int[vectors.length];
    Arrays.fill(sizes, 1);
    return of(Linkage.WARD, vectors, sizes);
  }

  /**
   * The hierarchy of points some of which stand for several equal ones: as if each were there that
   * often, and the equal ones merged at no distance.
   *
   * @param vectors {@code [m][D]}, 1 to {@link #MAX_POINTS}
   * @param sizes {@code [m]}, how often each point is there, at least once
   */
  public static HierarchicalClustering of(Linkage linkage, float[][] vectors, int[] sizes) {
    if (vectors.length < 1 || vectors.length > MAX_POINTS || sizes.length != vectors.length) {
      throw new IllegalArgumentException(
          "%d points with %d sizes cannot be clustered: give 1 to %d of both"
              .formatted(vectors.length, sizes.length, MAX_POINTS));
    }
    Chain chain = new Chain(new ClusterDistances(linkage, vectors, sizes));
    List<Merge> merges = new ArrayList<>(vectors.length);
    while (merges.size() < vectors.length - 1) {
      merges.add(chain.next());
    }
    merges.sort(Comparator.comparingDouble(Merge::distance));
    return new HierarchicalClustering(vectors.length, merges);
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
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** The chain: each of its clusters is the nearest neighbour of the one before it. */
  private static final class Chain {
    private final ClusterDistances distances;
    private final int[] chain;
    private int length;

    Chain(ClusterDistances distances) {
      this.distances = distances;
      this.chain = new int[distances.points()];
    }

    /** Goes on until two clusters are each other's nearest, and merges them. */
    Merge next() {
      if (length == 0) {
        chain[length++] = distances.first();
      }
      while (true) {
        int tip = chain[length - 1];
        int before = length > 1 ? chain[length - 2] : NONE;
        // Of clusters equally near the one before the tip, else the chain could run in a circle.
        int nearest = distances.nearest(tip, before);
        if (nearest == before) {
          length -= 2;
          double between = distances.merge(tip, before);
          return new Merge(before, tip, between);
        }
        chain[length++] = nearest;
      }
    }
  }
}
