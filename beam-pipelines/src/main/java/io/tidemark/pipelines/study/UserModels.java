package io.tidemark.pipelines.study;

import io.tidemark.pipelines.pinnersage.HierarchicalClustering;
import io.tidemark.pipelines.pinnersage.InterestCluster;
import io.tidemark.pipelines.pinnersage.InterestClusters;
import io.tidemark.pipelines.pinnersage.Linkage;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/** The rows of PinnerSage's comparison (2007.03634, table 3), over one index of pins. */
final class UserModels {
  static final String LAST_PIN = "last pin";
  static final String DECAY_AVERAGE = "decay average";
  static final String K_MEANS = "k-means 5";
  static final String COMPLETE = "complete linkage";
  static final String CENTROID = "Ward, centroid";
  static final String MEDOID = "Ward, medoid";
  static final String MEDOID_KEEPS = "Ward, medoid, lambda 0";
  static final String MEDOID_FORGETS = "Ward, medoid, lambda 0.1";

  private static final int MEANS = 5;
  private static final int ITERATIONS = 30;
  private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();

  private final PinVectors pins;
  private final PositiveActions positives;
  private final long seed;
  private final float[][] space;

  UserModels(PinVectors pins, PositiveActions positives, long seed) {
    this.pins = pins;
    this.positives = positives;
    this.seed = seed;
    this.space = new float[pins.size()][];
    Arrays.setAll(space, pins::vector);
  }

  /** What a user wanted once. */
  private record Want(float[] vector, double weight) implements Clusterable {
    @Override
    public double[] getPoint() {
      double[] point = new double[vector.length];
      Arrays.setAll(point, i -> vector[i]);
      return point;
    }
  }

  /** A vector and how important it is. */
  private record Weighted(float[] vector, double weight) {}

  /** All rows, {@value #LAST_PIN} first. */
  List<UserModel> all() {
    PinnerSageConfig standard = PinnerSageConfig.standard();
    return List.of(
        new UserModel(LAST_PIN, this::lastPin, space),
        new UserModel(DECAY_AVERAGE, this::decayAverage, space),
        new UserModel(K_MEANS, this::means, space),
        new UserModel(COMPLETE, known -> clusters(known, Linkage.COMPLETE, true), space),
        new UserModel(CENTROID, known -> clusters(known, Linkage.WARD, false), space),
        medoids(
            MEDOID_KEEPS,
            new PinnerSageConfig(standard.alpha(), 0, standard.lookback(), standard.actions())),
        medoids(MEDOID, standard),
        medoids(
            MEDOID_FORGETS,
            new PinnerSageConfig(standard.alpha(), 0.1, standard.lookback(), standard.actions())));
  }

  private UserModel medoids(String name, PinnerSageConfig config) {
    InterestClusters clusters = new InterestClusters(config, pins, positives);
    return new UserModel(
        name,
        known ->
            clusters.of(known).stream()
                .map(InterestCluster::medoid)
                .map(pins::vector)
                .toArray(float[][]::new),
        space);
  }

  private float[][] lastPin(List<Action> known) {
    List<Want> wants = wants(known);
    return wants.isEmpty() ? new float[0][] : new float[][] {wants.get(wants.size() - 1).vector()};
  }

  private float[][] decayAverage(List<Action> known) {
    List<Want> wants = wants(known);
    return wants.isEmpty() ? new float[0][] : new float[][] {mean(wants, true)};
  }

  private float[][] means(List<Action> known) {
    List<Want> wants = wants(known);
    if (wants.isEmpty()) {
      return new float[0][];
    }
    long different = wants.stream().map(want -> Arrays.hashCode(want.vector())).distinct().count();
    List<CentroidCluster<Want>> clusters =
        new KMeansPlusPlusClusterer<Want>(
                (int) Math.min(MEANS, different),
                ITERATIONS,
                new EuclideanDistance(),
                new Well19937c(seed))
            .cluster(wants);
    return inOrder(
        clusters.stream()
            .filter(cluster -> !cluster.getPoints().isEmpty())
            .map(cluster -> weighted(cluster.getPoints(), false))
            .toList());
  }

  /**
   * @param medoid whether the member nearest to the mean stands for a cluster, or the mean itself
   */
  private float[][] clusters(List<Action> known, Linkage linkage, boolean medoid) {
    List<Want> wants = wants(known);
    if (wants.isEmpty()) {
      return new float[0][];
    }
    float[][] vectors = wants.stream().map(Want::vector).toArray(float[][]::new);
    int[] once = new int[vectors.length];
    Arrays.fill(once, 1);
    List<Weighted> clusters = new ArrayList<>();
    for (int[] members :
        HierarchicalClustering.of(linkage, vectors, once)
            .cut(PinnerSageConfig.standard().alpha())) {
      clusters.add(weighted(Arrays.stream(members).mapToObj(wants::get).toList(), medoid));
    }
    return inOrder(clusters);
  }

  private static Weighted weighted(List<Want> members, boolean medoid) {
    float[] mean = mean(members, false);
    float[] stands =
        medoid
            ? members.stream()
                .map(Want::vector)
                .max(Comparator.comparingDouble(vector -> dot(vector, mean)))
                .orElseThrow()
            : mean;
    return new Weighted(stands, members.stream().mapToDouble(Want::weight).sum());
  }

  private static float[][] inOrder(List<Weighted> clusters) {
    return clusters.stream()
        .sorted(Comparator.comparingDouble(Weighted::weight).reversed())
        .map(Weighted::vector)
        .toArray(float[][]::new);
  }

  /** The positives on pins of the index in PinnerSage's look-back, oldest first. */
  private List<Want> wants(List<Action> known) {
    if (known.isEmpty()) {
      return List.of();
    }
    PinnerSageConfig config = PinnerSageConfig.standard();
    long newest = known.get(known.size() - 1).occurredAt();
    List<Want> wants = new ArrayList<>();
    for (Action action : known) {
      int pin = pins.indexOf(action.pinId());
      if (pin != PinVectors.UNKNOWN
          && positives.includes(action)
          && action.occurredAt() >= newest - config.lookback().toMillis()) {
        double days = (newest - action.occurredAt()) / MILLIS_A_DAY;
        wants.add(new Want(pins.vector(pin), Math.exp(-config.lambda() * days)));
      }
    }
    return wants.subList(Math.max(0, wants.size() - config.actions()), wants.size());
  }

  /** Of norm 1. */
  private static float[] mean(List<Want> wants, boolean weighted) {
    float[] sum = new float[wants.get(0).vector().length];
    for (Want want : wants) {
      double weight = weighted ? want.weight() : 1;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) (weight * want.vector()[i]);
      }
    }
    double norm = Math.max(1e-12, Math.sqrt(dot(sum, sum)));
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= (float) norm;
    }
    return sum;
  }

  static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
