package io.tidemark.serving.releases;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;

/**
 * What to publish, as it is posted. Anything that was not sent is null.
 *
 * @param release the id of the release that is to be served
 * @param published the id of the one that was published when this was decided
 * @param reason why, in words, for the history
 */
@Schema(description = "what to publish")
public record PublishRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "2026-11-21") String release,
    @Schema(
            nullable = true,
            description =
                "what is published as far as you know; null if nothing is. If another release is by"
                    + " now, nothing is changed and 409 is answered",
            example = "2026-11-20")
        String published,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "why, for the history",
            maxLength = 500)
        String reason) {
  Optional<String> seen() {
    return Optional.ofNullable(published);
  }
}
