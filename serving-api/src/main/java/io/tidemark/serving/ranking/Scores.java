package io.tidemark.serving.ranking;

import java.util.Optional;

/**
 * The scores of one request's known candidates, {@code [N]} each and in their order.
 *
 * @param all by everything that was read
 * @param withoutLive had the user no live actions, if asked for
 * @param withoutBatch had the user no embedding, if asked for
 */
record Scores(float[] all, Optional<float[]> withoutLive, Optional<float[]> withoutBatch) {}
