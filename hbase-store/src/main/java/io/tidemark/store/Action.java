package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;

/**
 * One thing one user did with one pin.
 *
 * @param eventId identifies the event: the same id is the same event, however often it arrives
 * @param userId who acted
 * @param pinId on what
 * @param type what was done
 * @param surface where
 * @param occurredAt when, in milliseconds since the epoch (UTC)
 * @param durationMillis how long the user stayed, or {@link #UNKNOWN_DURATION}
 * @param requestId the ranking request that showed the pin, if known
 */
public record Action(
    String eventId,
    String userId,
    String pinId,
    ActionType type,
    Surface surface,
    long occurredAt,
    long durationMillis,
    Optional<String> requestId) {
  /** The duration of an action whose duration nobody measured: not the same as zero. */
  public static final long UNKNOWN_DURATION = -1;

  /** A user's timeline: oldest first, ties in the order of their event ids. */
  public static final Comparator<Action> OLDEST_FIRST =
      Comparator.comparingLong(Action::occurredAt).thenComparing(Action::eventId);

  public Action {
    requireNotEmpty(eventId, "eventId");
    requireNotEmpty(userId, "userId");
    requireNotEmpty(pinId, "pinId");
    requireNonNull(type, "type is null");
    requireNonNull(surface, "surface is null");
    requireNonNull(requestId, "requestId is null");
    if (durationMillis < UNKNOWN_DURATION) {
      throw new IllegalArgumentException("durationMillis is negative: " + durationMillis);
    }
  }

  private static void requireNotEmpty(String value, String name) {
    requireNonNull(value, name + " is null");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty");
    }
  }
}
