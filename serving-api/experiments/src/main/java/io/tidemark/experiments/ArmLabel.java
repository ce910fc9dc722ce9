package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * An arm as it stands in the log of impressions, beside its layer: {@code experiment/arm}, and
 * {@code experiment/arm/override} for a user who was named.
 *
 * @param experiment its id
 * @param arm its name
 * @param override whether the user was named, and not drawn: not to be counted
 */
public record ArmLabel(String experiment, String arm, boolean override) {
  /** The layer's name in the log for users who are held out. */
  public static final String HOLDOUT = "holdout";

  /** What stands in the log for a user who is held out of all experiments. */
  public static final ArmLabel HELD_OUT = new ArmLabel(HOLDOUT, "held-out", false);

  private static final String OVERRIDE = "override";

  public ArmLabel {
    requireNonNull(experiment, "experiment is null");
    requireNonNull(arm, "arm is null");
  }

  /** A label as it was written; empty if the text is none. */
  public static Optional<ArmLabel> parse(String text) {
    String[] parts = text.split("/", -1);
    boolean isOverride = parts.length == 3 && parts[2].equals(OVERRIDE);
    return parts.length == 2 || isOverride
        ? Optional.of(new ArmLabel(parts[0], parts[1], isOverride))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return experiment + "/" + arm + (override ? "/" + OVERRIDE : "");
  }
}
