package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import io.tidemark.store.Interest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * A user's positive actions as clusters of interest (2007.03634, sections 3.3 and 3.4): Ward
 * clustering of their pins' vectors, the medoid of each cluster, and its importance.
 *
 * <p>Actions on one pin are one point that weighs as much as they are many, and points stand in the
 * order of the pins, so the clusters do not hang on the order of the actions, not even where
 * distances are equal.
 */
public final class InterestClusters {
  private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();

  private static final Comparator<InterestCluster> MOST_IMPORTANT_FIRST =
      Comparator.comparingDouble(InterestCluster::importance)
          .reversed()
          .thenComparingInt(InterestCluster::medoid);

  private final PinnerSageConfig config;
  private final PinVectors pins;
  private final PositiveActions positiveActions;

  public InterestClusters(
      PinnerSageConfig config, PinVectors pins, PositiveActions positiveActions) {
    this.config = requireNonNull(config, "config is null");
    this.pins = requireNonNull(pins, "pins is null");
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
  }

  /** What was done with one pin. */
  private static final class Engagement {
    private int actions;
    private double importance;
    private long newestAt = Long.MIN_VALUE;

    void add(long occurredAt, double worth) {
      actions++;
      importance += worth;
      newestAt = Math.max(newestAt, occurredAt);
    }
  }

  /**
   * The clusters, most important first; of equally important ones the smaller medoid comes first.
   * Ages are counted from the newest of the actions, so that the clusters hang on the actions
   * alone; all importances would shrink alike with time, and their order would not change.
   *
   * @param actions of one user, oldest first
   * @return none if there is no positive action on a pin with a vector
   */
  public List<InterestCluster> of(List<Action> actions) {
    if (actions.isEmpty()) {
      return List.of();
    }
    long newest = actions.get(actions.size() - 1).occurredAt();
    TreeMap<Integer, Engagement> byPin = new TreeMap<>();
    for (Action action : positives(actions, newest - config.lookback().toMillis())) {
      double days = (newest - action.occurredAt()) / MILLIS_A_DAY;
      byPin
          .computeIfAbsent(pins.indexOf(action.pinId()), pin -> new Engagement())
          .add(action.occurredAt(), Math.exp(-config.lambda() * days));
    }
    if (byPin.isEmpty()) {
      return List.of();
    }
    int[] points = byPin.keySet().stream().mapToInt(pin -> pin).toArray();
    Engagement[] engagements = byPin.values().toArray(Engagement[]::new);
    float[][] vectors = new float[points.length][];
    int[] sizes = new int[points.length];
    for (int point = 0; point < points.length; point++) {
      vectors[point] = pins.vector(points[point]);
      sizes[point] = engagements[point].actions;
    }
    List<InterestCluster> clusters = new ArrayList<>();
    for (int[] members :
        HierarchicalClustering.of(Linkage.WARD, vectors, sizes).cut(config.alpha())) {
      double importance = 0;
      int count = 0;
      long newestAt = Long.MIN_VALUE;
      for (int member : members) {
        importance += engagements[member].importance;
        count += engagements[member].actions;
        newestAt = Math.max(newestAt, engagements[member].newestAt);
      }
      int medoid = points[medoid(vectors, sizes, members)];
      clusters.add(new InterestCluster(medoid, importance, count, newestAt));
    }
    clusters.sort(MOST_IMPORTANT_FIRST);
    return clusters;
  }

  /**
   * The most important clusters as a user's interests.
   *
   * @param actions of one user, oldest first
   * @param most how many
   */
  public List<Interest> interests(List<Action> actions, int most) {
    return of(actions).stream().limit(most).map(this::interest).toList();
  }

  private Interest interest(InterestCluster cluster) {
    return new Interest(
        pins.id(cluster.medoid()),
        cluster.importance(),
        cluster.actions(),
        cluster.newestAt(),
        pins.vector(cluster.medoid()));
  }

  private List<Action> positives(List<Action> actions, long from) {
    List<Action> positives =
        actions.stream()
            .filter(
                action ->
                    action.occurredAt() >= from
                        && positiveActions.includes(action)
                        && pins.indexOf(action.pinId()) != PinVectors.UNKNOWN)
            .toList();
    return positives.subList(Math.max(0, positives.size() - config.actions()), positives.size());
  }

  /**
   * The member with the least sum of squared distances to all members; the first of several. That
   * sum is the number of members times the squared distance to their mean, and something that is
   * the same for all: so it is the member nearest to the mean.
   *
   * @param vectors {@code [m][D]}
   * @param sizes {@code [m]}, how often each is there
   */
  static int medoid(float[][] vectors, int[] sizes, int... members) {
    double[] mean = new double[vectors[0].length];
    double count = 0;
    for (int member : members) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) sizes[member] * vectors[member][i];
      }
      count += sizes[member];
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= count;
    }
    int medoid = members[0];
    double least = Double.POSITIVE_INFINITY;
    for (int candidate : members) {
      double distance = 0;
      for (int i = 0; i < mean.length; i++) {
        double difference = vectors[candidate][i] - mean[i];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        medoid = candidate;
      }
    }
    return medoid;
  }
}
