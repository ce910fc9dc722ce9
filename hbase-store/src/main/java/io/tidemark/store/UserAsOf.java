package io.tidemark.store;

import java.time.Instant;

/**
 * How far a user's embedding goes.
 *
 * @param userId whose
 * @param asOf the newest instant whose actions are in it
 */
public record UserAsOf(String userId, Instant asOf) {}
