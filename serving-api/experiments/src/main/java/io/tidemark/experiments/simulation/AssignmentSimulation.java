package io.tidemark.experiments.simulation;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Assignment;
import io.tidemark.experiments.Assignments;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Holdout;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.Subject;
import io.tidemark.experiments.Targeting;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.stat.inference.ChiSquareTest;

/**
 * Made-up users through a file of experiments: does every arm get its share, and does a place in
 * one layer say nothing about the place in another?
 *
 * @param experiments the file
 * @param users how many: {@code u0}, {@code u1} ...
 * @param now at which instant
 */
public record AssignmentSimulation(Experiments experiments, int users, Instant now) {
  private static final String NOBODY = "(none)";

  /**
   * One arm.
   *
   * @param label as in the log
   * @param users how many got it
   * @param expected the share that should have
   * @param sigmas how many standard deviations of a fair draw lie between
   */
  public record ArmShare(String layer, String label, long users, double expected, double sigmas) {}

  /**
   * Two layers.
   *
   * @param pValue of a chi-squared test that they are independent
   */
  public record Pair(String one, String other, double pValue) {}

  /**
   * @param heldOut how many users were held out
   * @param arms of every running experiment on everybody or on a share of users: what those that
   *     name their users should get is not known
   * @param pairs of all layers
   */
  public record Outcome(long heldOut, List<ArmShare> arms, List<Pair> pairs) {}

  /** Assigns everybody. */
  public Outcome run() {
    List<Layer> layers = experiments.layers();
    Map<List<String>, long[]> counts = new HashMap<>();
    long heldOut = 0;
    for (int user = 0; user < users; user++) {
      Assignments assignments =
          experiments.assign(new Subject("u" + user, Surface.HOME, "fresh", "fresh"), now);
      if (assignments.heldOut()) {
        heldOut++;
        continue;
      }
      String[] labels = new String[layers.size()];
      Arrays.fill(labels, NOBODY);
      for (Assignment assignment : assignments.arms()) {
        for (int layer = 0; layer < labels.length; layer++) {
          if (layers.get(layer).name().equals(assignment.layer())) {
            labels[layer] = assignment.label().toString();
          }
        }
      }
      counts.computeIfAbsent(List.of(labels), key -> new long[1])[0]++;
    }
    List<ArmShare> arms = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int one = 0; one < layers.size(); one++) {
      arms.addAll(shares(layers.get(one), one, counts));
      for (int other = one + 1; other < layers.size(); other++) {
        List<String> names = List.of(layers.get(one).name(), layers.get(other).name());
        independence(counts, one, other)
            .ifPresent(pValue -> pairs.add(new Pair(names.get(0), names.get(1), pValue)));
      }
    }
    return new Outcome(heldOut, arms, pairs);
  }

  private List<ArmShare> shares(Layer layer, int place, Map<List<String>, long[]> counts) {
    List<ArmShare> shares = new ArrayList<>();
    for (Experiment experiment : layer.experiments()) {
      for (Arm arm : experiment.arms()) {
        String label = new Assignment(layer.name(), experiment, arm, false).label().toString();
        long got =
            counts.entrySet().stream()
                .filter(count -> count.getKey().get(place).equals(label))
                .mapToLong(count -> count.getValue()[0])
                .sum();
        expected(experiment, arm)
            .ifPresent(
                share ->
                    shares.add(new ArmShare(layer.name(), label, got, share, sigmas(got, share))));
      }
    }
    return shares;
  }

  private double sigmas(long got, double share) {
    return (got - users * share) / Math.sqrt(users * share * (1 - share));
  }

  /** Empty if the experiment does not run, or is about somebody or something in particular. */
  private Optional<Double> expected(Experiment experiment, Arm arm) {
    Targeting targeting = experiment.targeting();
    Targeting everywhere =
        new Targeting(
            targeting.surfaces(),
            targeting.users(),
            Optional.empty(),
            targeting.batchStatuses(),
            targeting.liveStatuses());
    double share =
        experiment.segment().share()
            * experiment.schedule().part(now)
            * targeting.userShare().map(Targeting.UserShare::share).orElse(1.0)
            * (1 - experiments.holdout().map(Holdout::share).orElse(0.0))
            * experiment.share(arm);
    return everywhere.equals(Targeting.ALL) && share > 0 && share < 1
        ? Optional.of(share)
        : Optional.empty();
  }

  private static Optional<Double> independence(
      Map<List<String>, long[]> counts, int one, int other) {
    List<String> rows = counts.keySet().stream().map(key -> key.get(one)).distinct().toList();
    List<String> columns = counts.keySet().stream().map(key -> key.get(other)).distinct().toList();
    if (rows.size() < 2 || columns.size() < 2) {
      return Optional.empty();
    }
    long[][] table = new long[rows.size()][columns.size()];
    counts.forEach(
        (key, count) ->
            table[rows.indexOf(key.get(one))][columns.indexOf(key.get(other))] += count[0]);
    return Optional.of(new ChiSquareTest().chiSquareTest(table));
  }
}
