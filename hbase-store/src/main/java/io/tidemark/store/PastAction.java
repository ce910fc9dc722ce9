package io.tidemark.store;

import static java.util.Objects.requireNonNull;

/**
 * What a model looks at of an action: everything but who did it and on whose recommendation. The
 * event is known by its hash, which is that of its cell among the live actions.
 *
 * @param eventHash of the event id; with {@code occurredAt} it tells one event of a user from
 *     another
 * @param pinId on what
 * @param type what was done
 * @param surface where
 * @param occurredAt when, in milliseconds since the epoch (UTC)
 * @param durationMillis how long the user stayed, or {@link Action#UNKNOWN_DURATION}
 */
public record PastAction(
    long eventHash,
    String pinId,
    ActionType type,
    Surface surface,
    long occurredAt,
    long durationMillis) {
  public PastAction {
    requireNonNull(pinId, "pinId is null");
    requireNonNull(type, "type is null");
    requireNonNull(surface, "surface is null");
  }

  /** What a model looks at of an action. */
  public static PastAction of(Action action) {
    return new PastAction(
        LiveQualifier.hash(action.eventId()),
        action.pinId(),
        action.type(),
        action.surface(),
        action.occurredAt(),
        action.durationMillis());
  }
}
