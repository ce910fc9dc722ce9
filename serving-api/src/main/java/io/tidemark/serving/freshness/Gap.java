package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What the live side has and the batch embedding has not. Null is unknown.
 *
 * @param actions live actions newer than the embedding's as-of
 * @param atLeast whether there may be more of them than were read
 * @param seconds newest live action - as-of; 0 if the embedding has all of them
 */
@Schema(description = "what the live side has and the embedding has not; null is unknown")
public record Gap(
    @Schema(nullable = true, description = "live actions newer than the embedding's as_of")
        Integer actions,
    @Schema(
            nullable = true,
            description = "true if every action that was read is newer, so there may be more")
        Boolean atLeast,
    @Schema(nullable = true, description = "newest live action - as_of; 0 if there is no gap")
        Long seconds) {
  static final Gap UNKNOWN = new Gap(null, null, null);
}
