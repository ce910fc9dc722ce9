package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * How fresh the batch embedding in an answer is. Null is unknown, or not there.
 *
 * @param model always {@code pinnerformer}
 * @param release the id of the release that is served
 * @param asOf the newest instant whose actions are in this user's embedding
 * @param ageSeconds now - as-of
 * @param status in one word
 * @param reason why
 */
@Schema(description = "how fresh the batch embedding is; null is unknown or not there")
public record BatchFreshness(
    @Schema(example = "pinnerformer") String model,
    @Schema(nullable = true, description = "the release that is served") String release,
    @Schema(
            nullable = true,
            description = "the newest instant whose actions are in this user's embedding")
        Instant asOf,
    @Schema(nullable = true, description = "now - as_of") Long ageSeconds,
    BatchStatus status,
    BatchReason reason) {}
