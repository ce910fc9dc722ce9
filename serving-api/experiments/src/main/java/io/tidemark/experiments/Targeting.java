package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Surface;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests an experiment is about. Every condition that is set must hold; an empty set is no
 * condition.
 *
 * @param surfaces where
 * @param users who, by id
 * @param userShare who, by a hash of the id
 * @param batchStatuses how fresh the user's embedding is
 * @param liveStatuses how fresh the user's live actions are
 */
public record Targeting(
    Set<Surface> surfaces,
    Set<String> users,
    Optional<UserShare> userShare,
    Set<String> batchStatuses,
    Set<String> liveStatuses) {
  /** What the freshness of the batch side can be. */
  public static final List<String> BATCH_STATUSES = List.of("fresh", "stale", "missing", "unknown");

  /** What the freshness of the live side can be. */
  public static final List<String> LIVE_STATUSES =
      List.of("fresh", "quiet", "behind", "missing", "unknown");

  /** Every request. */
  public static final Targeting ALL =
      new Targeting(Set.of(), Set.of(), Optional.empty(), Set.of(), Set.of());

  /**
   * A part of the users that has nothing to do with their places in layers and arms.
   *
   * @param salt of the hash that picks them
   * @param share of all users, 0 to 1
   */
  public record UserShare(String salt, double share) {
    public UserShare {
      requireNonNull(salt, "salt is null");
      Segment.requireShare("the share of users", share);
    }
  }

  public Targeting {
    surfaces = Set.copyOf(surfaces);
    users = Set.copyOf(users);
    requireNonNull(userShare, "userShare is null");
    batchStatuses = Set.copyOf(batchStatuses);
    liveStatuses = Set.copyOf(liveStatuses);
  }

  boolean includes(Subject subject) {
    return allows(surfaces, subject.surface())
        && allows(batchStatuses, subject.batchStatus())
        && allows(liveStatuses, subject.liveStatus())
        && allows(users, subject.userId())
        && userShare
            .map(share -> UnitHash.of(share.salt(), subject.userId()) < share.share())
            .orElse(true);
  }

  private static <T> boolean allows(Set<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}
