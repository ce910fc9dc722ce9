package io.tidemark.experiments;

/**
 * The part of a layer's users that an experiment may have.
 *
 * @param from where it begins, 0 to 1
 * @param share how much of the layer it is; {@code from + share} is at most 1
 */
public record Segment(double from, double share) {
  /** Sums of shares that are written as decimals may be off by this much. */
  private static final double ROUNDING = 1e-9;

  public Segment {
    requireShare("from", from);
    requireShare("share", share);
    if (from + share > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "a segment from %s of %s ends behind 1".formatted(from, share));
    }
  }

  /** Where it ends, exclusive. */
  public double to() {
    return from + share;
  }

  /** Whether they have users in common. */
  public boolean overlaps(Segment other) {
    return from + ROUNDING < other.to() && other.from + ROUNDING < to();
  }

  /** Whether a place on the layer's line lies in the first part of it. */
  boolean contains(double place, double part) {
    return place >= from && place < from + share * part;
  }

  static void requireShare(String what, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " is outside 0 to 1: " + share);
    }
  }
}
