package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HierarchicalClusteringTest {
  private static final float[][] SIX = {
    {0, 0}, {0, 1}, {4, 0}, {4, 1.5f}, {10, 10}, {1, 0.25f},
  };

  /** A set of points, and what SciPy makes of it; {@code dendrograms.py} wrote it. */
  record Golden(
      String name, Linkage linkage, float[][] points, double[] heights, List<GoldenCut> cuts) {
    @Override
    public String toString() {
      return linkage + ": " + name;
    }
  }

  /** The clusters at a height. */
  record GoldenCut(double alpha, int[][] clusters) {}

  static Stream<Golden> golden() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in =
        HierarchicalClusteringTest.class.getResourceAsStream("dendrograms.json")) {
      List<Golden> all = new ArrayList<>();
      for (JsonNode node : json.readTree(in).get("cases")) {
        all.add(json.treeToValue(node, Golden.class));
      }
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void theTreeIsThatOfScipy(Golden golden) {
    int[] once = new int[golden.points().length];
    Arrays.fill(once, 1);
    HierarchicalClustering clustering =
        HierarchicalClustering.of(golden.linkage(), golden.points(), once);

    assertThat(heights(clustering)).hasSameSizeAs(golden.heights());
    for (int i = 0; i < golden.heights().length; i++) {
      double expected = golden.heights()[i];
      assertThat(heights(clustering)[i]).isCloseTo(expected, within(1e-9 * expected + 1e-12));
    }
    for (GoldenCut cut : golden.cuts()) {
      assertThat(clustering.cut(cut.alpha())).containsExactly(cut.clusters());
    }
  }

  @Test
  void aCutLeavesWhatIsFurtherApart() {
    HierarchicalClustering clustering = HierarchicalClustering.ward(SIX);

    assertThat(clustering.cut(0)).hasSize(6);
    assertThat(clustering.cut(2))
        .containsExactly(new int[] {0, 1, 5}, new int[] {2}, new int[] {3}, new int[] {4});
    assertThat(clustering.cut(33)).containsExactly(new int[] {0, 1, 2, 3, 5}, new int[] {4});
    assertThat(clustering.cut(1e9)).containsExactly(new int[] {0, 1, 2, 3, 4, 5});
  }

  @Test
  void onePointIsOneCluster() {
    assertThat(HierarchicalClustering.ward(new float[][] {{1, 2}}).cut(5))
        .containsExactly(new int[] {0});
  }

  @Test
  void equalPointsAreOneClusterAtOnce() {
    float[][] points = new float[20][];
    Arrays.fill(points, new float[] {0.5f, -1});

    assertThat(HierarchicalClustering.ward(points).cut(0)).hasSize(1);
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

    assertThat(heights(HierarchicalClustering.ward(points)))
        .containsExactly(greedy(points), within(1e-6));
  }

  @Property(tries = 100)
  void everyCutIsAPartitionAndALowerOneIsFiner(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(max = 100_000) int seed,
      @ForAll @IntRange(max = 30) int tenths) {
    // Coordinates of few values, so that many distances are equal.
    float[][] points = grid(count, new Random(seed));
    HierarchicalClustering clustering = HierarchicalClustering.ward(points);

    List<int[]> coarse = clustering.cut(tenths / 10.0);
    List<int[]> fine = clustering.cut(tenths / 20.0);

    assertThat(coarse.stream().flatMapToInt(Arrays::stream).sorted())
        .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    assertThat(fine)
        .allSatisfy(
            small ->
                assertThat(coarse.stream().filter(large -> contains(large, small[0])))
                    .singleElement()
                    .satisfies(
                        large ->
                            assertThat(Arrays.stream(small).allMatch(p -> contains(large, p)))
                                .isTrue()));
  }

  @Property(tries = 60)
  void theOrderOfThePointsDoesNotMatter(
      @ForAll @IntRange(min = 2, max = 40) int count, @ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    float[][] points = new float[count][4];
    for (float[] point : points) {
      for (int i = 0; i < point.length; i++) {
        point[i] = (float) random.nextGaussian();
      }
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, random);
    float[][] shuffled = order.stream().map(point -> points[point]).toArray(float[][]::new);

    for (double alpha : new double[] {0.5, 2, 8}) {
      assertThat(named(HierarchicalClustering.ward(shuffled).cut(alpha), order))
          .isEqualTo(named(HierarchicalClustering.ward(points).cut(alpha), identity(count)));
    }
  }

  @Property(tries = 60)
  void aPointThatStandsForSeveralIsAsIfTheyWereThere(
      @ForAll @IntRange(min = 1, max = 15) int count, @ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    float[][] points = new float[count][3];
    int[] sizes = new int[count];
    List<float[]> each = new ArrayList<>();
    for (int point = 0; point < count; point++) {
      for (int i = 0; i < 3; i++) {
        points[point][i] = random.nextFloat();
      }
      sizes[point] = 1 + random.nextInt(5);
      for (int i = 0; i < sizes[point]; i++) {
        each.add(points[point]);
      }
    }

    double[] all = heights(HierarchicalClustering.ward(each.toArray(float[][]::new)));
    double[] weighted = heights(HierarchicalClustering.of(Linkage.WARD, points, sizes));

    assertThat(Arrays.copyOfRange(all, all.length - weighted.length, all.length))
        .containsExactly(weighted, within(1e-9));
    assertThat(Arrays.stream(all).limit(all.length - weighted.length))
        .allMatch(height -> height == 0);
  }

  @Test
  void whatCannotBeClusteredIsNamed() {
    assertThatThrownBy(() -> HierarchicalClustering.ward(new float[0][]))
        .hasMessageContaining("give 1 to 20000");
    assertThatThrownBy(
            () -> HierarchicalClustering.of(Linkage.WARD, SIX, new int[] {1, 1, 1, 0, 1, 1}))
        .hasMessageContaining("point 3");
  }

  private static double[] heights(HierarchicalClustering clustering) {
    return clustering.merges().stream()
        .mapToDouble(HierarchicalClustering.Merge::distance)
        .toArray();
  }

  private static float[][] grid(int count, Random random) {
    float[][] points = new float[count][2];
    for (float[] point : points) {
      point[0] = random.nextInt(4) / 2f;
      point[1] = random.nextInt(4) / 2f;
    }
    return points;
  }

  private static boolean contains(int[] cluster, int point) {
    return Arrays.binarySearch(cluster, point) >= 0;
  }

  private static List<Integer> identity(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** Clusters by the names of their points rather than by their places. */
  private static Set<Set<Integer>> named(List<int[]> clusters, List<Integer> names) {
    return clusters.stream()
        .map(
            cluster ->
                Arrays.stream(cluster)
                    .mapToObj(names::get)
                    .collect(Collectors.toCollection(TreeSet::new)))
        .collect(Collectors.toSet());
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
