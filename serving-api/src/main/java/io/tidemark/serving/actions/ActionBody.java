package io.tidemark.serving.actions;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.store.ActionDraft;
import java.time.Instant;

/**
 * One action as it is posted. Anything that was not sent is null.
 *
 * @param eventId identifies the event; the server makes one if it is left out
 * @param occurredAt milliseconds since the epoch (UTC); now if it is left out
 * @param durationMillis milliseconds the user stayed, null if nobody measured it
 */
@Schema(name = "Action", description = "one thing one user did with one pin")
public record ActionBody(
    @Schema(
            description =
                "identifies the event: the same id is the same event, however often it is sent."
                    + " Left out, the server makes one and returns it. To make a retry safe, send"
                    + " both event_id and occurred_at: an event is known by its user, time and id",
            minLength = 1,
            maxLength = 200,
            example = "8c1f1a52-9d0e-4f0f-9b57-6a6e5a1d7a11")
        String eventId,
    @Schema(
            description = "who acted",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = 200,
            example = "u42")
        String userId,
    @Schema(
            description = "on which pin",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = 200,
            example = "p1001")
        String pinId,
    @Schema(
            description = "what was done",
            requiredMode = Schema.RequiredMode.REQUIRED,
            allowableValues = {
              "save",
              "close_up",
              "click_through",
              "like",
              "comment",
              "share",
              "follow",
              "purchase",
              "hide"
            },
            example = "save")
        String actionType,
    @Schema(
            description = "where",
            requiredMode = Schema.RequiredMode.REQUIRED,
            allowableValues = {
              "unknown",
              "home",
              "search",
              "related",
              "profile",
              "notification",
              "desktop",
              "android",
              "ios",
              "other"
            },
            example = "home")
        String surface,
    @Schema(
            description =
                "milliseconds since 1970-01-01 UTC, at most 5 minutes ahead and at most 30 days"
                    + " ago; now if left out",
            example = "1795000000000")
        Long occurredAt,
    @JsonProperty("duration_ms")
        @Schema(
            description = "how long the user stayed, in milliseconds; left out if not measured",
            minimum = "0",
            maximum = "86400000",
            example = "12000")
        Long durationMillis,
    @Schema(description = "the ranking request that showed the pin", minLength = 1, maxLength = 200)
        String requestId) {

  /** This action as a draft, with what the server fills in filled in. */
  ActionDraft draft(String newEventId, Instant now) {
    return new ActionDraft(
        eventId == null ? newEventId : eventId,
        userId,
        pinId,
        actionType,
        surface,
        occurredAt == null ? Long.valueOf(now.toEpochMilli()) : occurredAt,
        durationMillis,
        requestId);
  }
}
