package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Both sides of a user's interests: those that the batch left, and those that the live stream has
 * found in the newest actions since.
 *
 * @param batch the newest profile at or before the release's as-of; empty if there is none
 * @param live made of the newest actions of the stream; empty if there were none
 */
public record UserInterests(Optional<InterestProfile> batch, Optional<InterestProfile> live) {
  public UserInterests {
    requireNonNull(batch, "batch is null");
    requireNonNull(live, "live is null");
  }

  /**
   * All of them. What the batch has seen, the live side no longer adds: a live interest counts as
   * long as its newest action lies at or after the release's as-of.
   *
   * @param asOf of the release that {@code batch} was read for
   * @return the live side's first
   */
  public List<Interest> since(Instant asOf) {
    List<Interest> all = new ArrayList<>();
    live.ifPresent(
        profile ->
            profile.interests().stream()
                .filter(interest -> interest.newestAt() >= asOf.toEpochMilli())
                .forEach(all::add));
    batch.ifPresent(profile -> all.addAll(profile.interests()));
    return all;
  }
}
