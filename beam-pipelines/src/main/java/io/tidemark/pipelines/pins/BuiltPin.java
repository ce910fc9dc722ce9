package io.tidemark.pipelines.pins;

import io.tidemark.store.Pin;

/**
 * A row of the Hive table {@code pins}.
 *
 * @param pin the pin, its vector and its popularity
 * @param createdAt when the log first saw it, ms since the epoch
 */
record BuiltPin(Pin pin, long createdAt) {}
