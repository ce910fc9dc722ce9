package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A user as several vectors, one an interest (PinnerSage, arXiv 2007.03634).
 *
 * @param userId whose
 * @param interests most important first; empty if no action of the user is a positive one on a pin
 *     with a vector
 * @param asOf the newest instant whose actions are included
 */
public record InterestProfile(String userId, List<Interest> interests, Instant asOf) {
  /** The most interests of a user that are kept. */
  public static final int MAX_INTERESTS = 1_000;

  public InterestProfile {
    requireNonNull(userId, "userId is null");
    interests = List.copyOf(interests);
    requireNonNull(asOf, "asOf is null");
    if (interests.size() > MAX_INTERESTS) {
      throw new IllegalArgumentException(
          "user %s has %d interests, at most %d are kept"
              .formatted(userId, interests.size(), MAX_INTERESTS));
    }
  }
}
