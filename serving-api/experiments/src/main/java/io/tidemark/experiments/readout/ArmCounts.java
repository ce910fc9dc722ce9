package io.tidemark.experiments.readout;

import java.io.Serializable;

/**
 * Who and what an arm had.
 *
 * @param users who were exposed to it, and to no other
 * @param requests in which they were
 * @param impressions pins that they were shown in them
 * @param unavailable requests in which the server could not do what the arm asks for
 */
public record ArmCounts(long users, long requests, long impressions, long unavailable)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nobody and nothing. */
  public static final ArmCounts NONE = new ArmCounts(0, 0, 0, 0);

  /** Both together. */
  public ArmCounts plus(ArmCounts other) {
    return new ArmCounts(
        users + other.users,
        requests + other.requests,
        impressions + other.impressions,
        unavailable + other.unavailable);
  }
}
