package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WardClusteringTest {
  private static final float[][] SIX = {
    {0, 0}, {0, 1}, {4, 0}, {4, 1.5f}, {10, 10}, {1, 0.25f},
  };

  @Test
  void theMergesAreThoseOfScipy() {
    // scipy.cluster.hierarchy.linkage(SIX, "ward")[:, 2] ** 2
    double[] golden = {1.0, 1.4166666666666667, 2.25, 32.53333333333333, 260.9041666666666};

    double[] distances =
        WardClustering.of(SIX).merges().stream()
            .mapToDouble(WardClustering.Merge::distance)
            .toArray();

    assertThat(distances).containsExactly(golden, within(1e-9));
  }

  @Test
  void aCutLeavesWhatIsFurtherApart() {
    WardClustering clustering = WardClustering.of(SIX);

    assertThat(clustering.cut(0)).hasSize(6);
    assertThat(clustering.cut(2))
        .containsExactly(new int[] {0, 1, 5}, new int[] {2}, new int[] {3}, new int[] {4});
    assertThat(clustering.cut(33)).containsExactly(new int[] {0, 1, 2, 3, 5}, new int[] {4});
    assertThat(clustering.cut(1e9)).containsExactly(new int[] {0, 1, 2, 3, 4, 5});
  }

  @Test
  void onePointIsOneCluster() {
    assertThat(WardClustering.of(new float[][] {{1, 2}}).cut(5)).containsExactly(new int[] {0});
  }

  @Test
  void equalPointsAreOneClusterAtOnce() {
    float[][] points = new float[20][];
    Arrays.fill(points, new float[] {0.5f, -1});

    assertThat(WardClustering.of(points).cut(0)).hasSize(1);
  }

  @Property(tries = 60)
  void theChainFindsWhatGreedyMergingFinds(
      @ForAll @IntRange(min = 2, max = 25) int count, @ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    float[][] points = new float[count][3];
    for (float[] point : points) {
      for (int i = 0; i < point.length; i++) {
        point[i] = random.nextFloat();
      }
    }

    double[] chain =
        WardClustering.of(points).merges().stream()
            .mapToDouble(WardClustering.Merge::distance)
            .toArray();

    assertThat(chain).containsExactly(greedy(points), within(1e-6));
  }

  /**
   * The nearest two of all clusters, over and over, their distance from the centroids: twice the
   * growth of the sum of squares, {@code 2 ni nj / (ni + nj) |ci - cj|^2}.
   */
  private static double[] greedy(float[][] points) {
    List<List<float[]>> clusters = new ArrayList<>();
    for (float[] point : points) {
      clusters.add(new ArrayList<>(List.of(point)));
    }
    double[] distances = new double[points.length - 1];
    for (int merge = 0; merge < distances.length; merge++) {
      int first = 0;
      int second = 1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < clusters.size(); i++) {
        for (int j = i + 1; j < clusters.size(); j++) {
          double distance = distance(clusters.get(i), clusters.get(j));
          if (distance < least) {
            least = distance;
            first = i;
            second = j;
          }
        }
      }
      distances[merge] = least;
      clusters.get(first).addAll(clusters.remove(second));
    }
    return distances;
  }

  private static double distance(List<float[]> one, List<float[]> other) {
    double sum = 0;
    for (int i = 0; i < one.get(0).length; i++) {
      int column = i;
      double difference =
          one.stream().mapToDouble(point -> point[column]).average().orElseThrow()
              - other.stream().mapToDouble(point -> point[column]).average().orElseThrow();
      sum += difference * difference;
    }
    return 2.0 * one.size() * other.size() / (one.size() + other.size()) * sum;
  }
}
