package io.tidemark.infra.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One action as {@code POST /v1/actions} takes it.
 *
 * @param occurredAt milliseconds since the epoch (UTC)
 * @param durationMillis how long the user stayed, null if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    @JsonProperty("event_id") String eventId,
    @JsonProperty("user_id") String userId,
    @JsonProperty("pin_id") String pinId,
    @JsonProperty("action_type") String actionType,
    @JsonProperty("surface") String surface,
    @JsonProperty("occurred_at") long occurredAt,
    @JsonProperty("duration_ms") Long durationMillis) {
  /** The same action under another event id, at another instant. */
  public Event at(String otherEventId, long otherOccurredAt) {
    return new Event(
        otherEventId, userId, pinId, actionType, surface, otherOccurredAt, durationMillis);
  }
}
