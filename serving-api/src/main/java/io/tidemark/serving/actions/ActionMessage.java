package io.tidemark.serving.actions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.store.Action;

/**
 * An action as it lies in Kafka.
 *
 * @param durationMillis null if nobody measured it
 * @param requestId null if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionMessage(
    @JsonProperty("event_id") String eventId,
    @JsonProperty("user_id") String userId,
    @JsonProperty("pin_id") String pinId,
    @JsonProperty("action_type") String actionType,
    @JsonProperty("surface") String surface,
    @JsonProperty("occurred_at") long occurredAt,
    @JsonProperty("duration_ms") Long durationMillis,
    @JsonProperty("request_id") String requestId) {

  static ActionMessage of(Action action) {
    return new ActionMessage(
        action.eventId(),
        action.userId(),
        action.pinId(),
        action.type().wireName(),
        action.surface().wireName(),
        action.occurredAt(),
        action.durationMillis() == Action.UNKNOWN_DURATION ? null : action.durationMillis(),
        action.requestId().orElse(null));
  }
}
