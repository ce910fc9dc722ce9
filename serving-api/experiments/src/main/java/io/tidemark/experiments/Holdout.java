package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

/**
 * Users who are in no experiment at all, in whichever layer: what all experiments together did is
 * measured against them.
 *
 * @param salt of the hash that picks them
 * @param share of all users, 0 to 1
 */
public record Holdout(String salt, double share) {
  public Holdout {
    requireNonNull(salt, "salt is null");
    Segment.requireShare("the holdout's share", share);
  }

  boolean includes(String userId) {
    return UnitHash.of(salt, userId) < share;
  }
}
