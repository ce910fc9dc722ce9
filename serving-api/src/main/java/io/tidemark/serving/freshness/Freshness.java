package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How high each tide stood when an answer was made.
 *
 * @param batch the user's embedding
 * @param live the user's live actions
 * @param gap what lies between them
 */
@Schema(description = "how high each tide stood when the answer was made")
public record Freshness(BatchFreshness batch, LiveFreshness live, Gap gap) {}
