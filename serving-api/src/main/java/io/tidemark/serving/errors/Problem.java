package io.tidemark.serving.errors;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * One thing that is wrong with a request.
 *
 * @param code the kind of problem
 * @param field the field it is about, as a path such as {@code actions[3].occurred_at}; null if it
 *     is about the request as a whole
 * @param message what is wrong
 * @param fix what to send instead
 */
public record Problem(
    @Schema(description = "kind of problem", example = "invalid_field") ErrorCode code,
    @Schema(
            description = "the field it is about, null if it is the request as a whole",
            nullable = true,
            example = "actions[3].occurred_at")
        String field,
    @Schema(
            description = "what is wrong",
            example = "actions[3].occurred_at is more than 5 minutes in the future")
        String message,
    @Schema(description = "what to send instead") String fix) {
  public Problem {
    requireNonNull(code, "code is null");
    requireNonNull(message, "message is null");
    requireNonNull(fix, "fix is null");
  }
}
