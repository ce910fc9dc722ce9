package io.tidemark.pipelines.timeline;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import java.util.List;

/**
 * What one user did, in {@link Action#OLDEST_FIRST} order.
 *
 * @param userId whose
 * @param actions oldest first, at least one, all of this user
 */
public record Timeline(String userId, List<Action> actions) {
  public Timeline {
    requireNonNull(userId, "userId is null");
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("the timeline of user " + userId + " is empty");
    }
  }
}
