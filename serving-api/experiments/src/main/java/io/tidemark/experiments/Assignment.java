package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

/**
 * The arm of one layer that a request is in.
 *
 * @param layer by its name
 * @param experiment of the layer
 * @param arm of the experiment
 * @param override whether the user was named, and not drawn
 */
public record Assignment(String layer, Experiment experiment, Arm arm, boolean override) {
  public Assignment {
    requireNonNull(layer, "layer is null");
    requireNonNull(experiment, "experiment is null");
    requireNonNull(arm, "arm is null");
  }

  /** How it is written into the log. */
  public ArmLabel label() {
    return new ArmLabel(experiment.id(), arm.name(), override);
  }
}
