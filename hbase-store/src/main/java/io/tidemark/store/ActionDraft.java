package io.tidemark.store;

/**
 * An action as somebody sent it, before {@link ActionRules} has looked at it. A field that was not
 * sent, or was sent as JSON {@code null}, is null here.
 *
 * @param eventId {@code event_id}
 * @param userId {@code user_id}
 * @param pinId {@code pin_id}
 * @param actionType {@code action_type}, a {@linkplain ActionType#wireName() wire name}
 * @param surface {@code surface}, a {@linkplain Surface#wireName() wire name}
 * @param occurredAt {@code occurred_at}, milliseconds since the epoch (UTC)
 * @param durationMillis {@code duration_ms}
 * @param requestId {@code request_id}
 */
public record ActionDraft(
    String eventId,
    String userId,
    String pinId,
    String actionType,
    String surface,
    Long occurredAt,
    Long durationMillis,
    String requestId) {}
