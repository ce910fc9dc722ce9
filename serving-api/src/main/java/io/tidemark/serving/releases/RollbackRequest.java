package io.tidemark.serving.releases;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What to roll back, as it is posted. Anything that was not sent is null.
 *
 * @param published the id of the release that is to be served no longer
 * @param reason why, in words, for the history
 */
@Schema(description = "what to roll back")
public record RollbackRequest(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description =
                "the release that is to be served no longer. If another one is published by now,"
                    + " nothing is changed and 409 is answered",
            example = "2026-11-21")
        String published,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "why, for the history",
            maxLength = 500)
        String reason) {}
