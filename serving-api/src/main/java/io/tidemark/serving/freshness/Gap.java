package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * How the two sides lie to each other: what the live side has and the batch embedding has not, what
 * both have, and what neither may have. Null is unknown, or not there.
 *
 * <p>The live side keeps a user's newest actions only, so many and so old: it begins at {@code
 * liveFrom}. Where that is after the embedding's as-of, the time in between is a hole.
 *
 * @param actions live actions newer than the embedding's as-of
 * @param atLeast whether there may be more of them than were read
 * @param seconds newest live action - as-of; 0 if the embedding has all of them
 * @param overlap live actions at or before the as-of: the embedding has them, too, unless they came
 *     after it was computed
 * @param liveFrom where the live side begins: of what happened before, nothing is kept
 * @param holeSeconds live-from - as-of, 0 if there is no hole
 * @param coverage in one word
 */
@Schema(
    description =
        "what the live side has and the embedding has not, and what neither may have; null is"
            + " unknown or not there")
public record Gap(
    @Schema(nullable = true, description = "live actions newer than the embedding's as_of")
        Integer actions,
    @Schema(
            nullable = true,
            description = "true if every action that was read is newer, so there may be more")
        Boolean atLeast,
    @Schema(nullable = true, description = "newest live action - as_of; 0 if there is no gap")
        Long seconds,
    @Schema(nullable = true, description = "live actions at or before as_of: in both sides")
        Integer overlap,
    @Schema(
            nullable = true,
            description = "where the live side begins: nothing older is kept of the user")
        Instant liveFrom,
    @Schema(
            nullable = true,
            description =
                "live_from - as_of, 0 if not positive: actions of that time may be in neither side")
        Long holeSeconds,
    Coverage coverage) {
  static final Gap UNKNOWN = new Gap(null, null, null, null, null, null, Coverage.UNKNOWN);
}
