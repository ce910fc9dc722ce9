package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A user's newest actions as the daily batch saw them: what the embedding of that as-of was
 * computed from.
 *
 * @param userId whose
 * @param asOf of the run, as of the embedding that it computed
 * @param whole whether these are all actions that the batch had of the user, rather than the newest
 * @param actions oldest first, in the order that the model saw them
 */
public record UserHistory(String userId, Instant asOf, boolean whole, List<PastAction> actions) {
  public UserHistory {
    requireNonNull(userId, "userId is null");
    requireNonNull(asOf, "asOf is null");
    actions = List.copyOf(actions);
  }
}
