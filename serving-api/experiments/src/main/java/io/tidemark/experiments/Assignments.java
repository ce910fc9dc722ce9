package io.tidemark.experiments;

import java.util.List;

/**
 * The arms that a request is in.
 *
 * @param heldOut whether the user is held out of all experiments
 * @param arms at most one a layer
 */
public record Assignments(boolean heldOut, List<Assignment> arms) {
  /** In no experiment. */
  public static final Assignments NONE = new Assignments(false, List.of());

  public Assignments {
    arms = List.copyOf(arms);
  }
}
