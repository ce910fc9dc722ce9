package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Experiments of which a user is in at most one.
 *
 * @param name unique; the key of the layer in the log of impressions
 * @param salt of the hash that gives users their places on the layer's line
 * @param experiments with segments that do not overlap while they run
 */
public record Layer(String name, String salt, List<Experiment> experiments) {
  public Layer {
    requireNonNull(name, "name is null");
    requireNonNull(salt, "salt is null");
    experiments = List.copyOf(experiments);
  }

  /** The arm that this user is to see whatever else holds. */
  Optional<Assignment> override(String userId, Instant now) {
    for (Experiment experiment : experiments) {
      String arm = experiment.overrides().get(userId);
      if (arm != null && experiment.schedule().includes(now)) {
        return Optional.of(
            new Assignment(name, experiment, experiment.arm(arm).orElseThrow(), true));
      }
    }
    return Optional.empty();
  }

  /** The arm of a request by the user's place. */
  Optional<Assignment> assign(Subject subject, Instant now) {
    double place = UnitHash.of(salt, subject.userId());
    for (Experiment experiment : experiments) {
      double part = experiment.schedule().part(now);
      if (part > 0 && experiment.segment().contains(place, part)) {
        return experiment.targeting().includes(subject)
            ? Optional.of(
                new Assignment(name, experiment, experiment.armOf(subject.userId()), false))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
