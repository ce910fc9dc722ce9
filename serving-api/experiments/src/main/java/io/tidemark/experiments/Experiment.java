package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A comparison of arms.
 *
 * @param id unique among all experiments
 * @param description what it is to find out
 * @param salt of the hash that spreads its users over its arms: another one, another spread
 * @param segment its part of the layer's users
 * @param schedule when it runs
 * @param targeting which requests it is about
 * @param overrides user to arm: for those who want to look at an arm. They get it whenever the
 *     experiment runs, whatever their place, targeting or holdout, and are not counted
 * @param control the name of the arm that the others are compared with
 * @param arms at least two
 */
public record Experiment(
    String id,
    String description,
    String salt,
    Segment segment,
    Schedule schedule,
    Targeting targeting,
    Map<String, String> overrides,
    String control,
    List<Arm> arms) {
  /**
   * @throws IllegalArgumentException if there are fewer than two arms, two of one name, or the
   *     control or an override names none of them
   */
  public Experiment {
    requireNonNull(id, "id is null");
    requireNonNull(description, "description is null");
    requireNonNull(salt, "salt is null");
    requireNonNull(segment, "segment is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(targeting, "targeting is null");
    overrides = Map.copyOf(overrides);
    arms = List.copyOf(arms);
    Set<String> names = new HashSet<>();
    arms.forEach(arm -> names.add(arm.name()));
    if (arms.size() < 2 || names.size() < arms.size()) {
      throw new IllegalArgumentException(
          "experiment %s has not two or more arms of different names".formatted(id));
    }
    if (!names.contains(control) || !names.containsAll(overrides.values())) {
      throw new IllegalArgumentException(
          "experiment %s names an arm that it has not".formatted(id));
    }
  }

  /** An arm by its name. */
  public Optional<Arm> arm(String name) {
    return arms.stream().filter(arm -> arm.name().equals(name)).findFirst();
  }

  /** The arm that the others are compared with. */
  public Arm controlArm() {
    return arm(control).orElseThrow();
  }

  /** The share of its users that an arm is to have, 0 to 1. */
  public double share(Arm arm) {
    return arm.weight() / totalWeight();
  }

  /** The names of the parameters that some arm sets. */
  public Set<String> parameters() {
    Set<String> names = new TreeSet<>();
    arms.forEach(arm -> names.addAll(arm.parameters().names()));
    return names;
  }

  /** The arm of a user who is in it. */
  Arm armOf(String userId) {
    double place = UnitHash.of(salt, userId) * totalWeight();
    double end = 0;
    for (Arm arm : arms) {
      end += arm.weight();
      if (place < end) {
        return arm;
      }
    }
    return arms.get(arms.size() - 1);
  }

  private double totalWeight() {
    double total = 0;
    for (Arm arm : arms) {
      total += arm.weight();
    }
    return total;
  }
}
