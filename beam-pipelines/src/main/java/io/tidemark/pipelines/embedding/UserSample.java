package io.tidemark.pipelines.embedding;

import java.io.Serializable;

/**
 * A share of all users that is always the same: those with the least hash, so two runs look at the
 * same people.
 *
 * @param share 0 to 1
 */
public record UserSample(double share) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nobody. */
  public static final UserSample NONE = new UserSample(0);

  /** About so many of that many users. */
  public static UserSample of(long users, long most) {
    return new UserSample(users <= most ? 1 : (double) most / users);
  }

  public boolean has(String userId) {
    if (share >= 1) {
      return true;
    }
    return place(userId) < share * 0x1p32;
  }

  /** Where a user stands among all, the same in every run: from 0 to 2^32 - 1. */
  static long place(String userId) {
    // Fibonacci hashing: String.hashCode alone keeps like ids together.
    int mixed = userId.hashCode() * 0x9E3779B9;
    mixed ^= mixed >>> 15;
    mixed *= 0x85EBCA6B;
    mixed ^= mixed >>> 13;
    return Integer.toUnsignedLong(mixed);
  }
}
