package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A user's positive actions as clusters of interest (2007.03634, sections 3.3 and 3.4): Ward
 * clustering of their pins' vectors, the medoid of each cluster, and its importance.
 */
public final class InterestClusters {
  private static final double MILLIS_A_DAY = Duration.ofDays(1).toMillis();

  private final PinnerSageConfig config;
  private final PinVectors pins;
  private final PositiveActions positiveActions;

  public InterestClusters(
      PinnerSageConfig config, PinVectors pins, PositiveActions positiveActions) {
    this.config = requireNonNull(config, "config is null");
    this.pins = requireNonNull(pins, "pins is null");
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
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
    List<Action> positives = positives(actions, newest - config.lookback().toMillis());
    if (positives.isEmpty()) {
      return List.of();
    }
    float[][] vectors =
        positives.stream()
            .map(action -> pins.vector(pins.indexOf(action.pinId())))
            .toArray(float[][]::new);
    List<InterestCluster> clusters = new ArrayList<>();
    for (int[] members : WardClustering.of(vectors).cut(config.alpha())) {
      double importance = 0;
      for (int member : members) {
        double days = (newest - positives.get(member).occurredAt()) / MILLIS_A_DAY;
        importance += Math.exp(-config.lambda() * days);
      }
      int medoid = pins.indexOf(positives.get(medoid(vectors, members)).pinId());
      clusters.add(new InterestCluster(medoid, importance, members.length));
    }
    clusters.sort(
        Comparator.comparingDouble(InterestCluster::importance)
            .reversed()
            .thenComparingInt(InterestCluster::medoid));
    return clusters;
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

  /** The member with the least sum of squared distances to all members; the first of several. */
  static int medoid(float[][] vectors, int... members) {
    int medoid = members[0];
    double least = Double.POSITIVE_INFINITY;
    for (int candidate : members) {
      double sum = 0;
      for (int member : members) {
        for (int i = 0; i < vectors[member].length; i++) {
          double difference = (double) vectors[candidate][i] - vectors[member][i];
          sum += difference * difference;
        }
      }
      if (sum < least) {
        least = sum;
        medoid = candidate;
      }
    }
    return medoid;
  }
}
