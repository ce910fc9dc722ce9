package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * How fresh the live actions in an answer are. Null is unknown, or not there.
 *
 * @param lastActionAt when the user's newest live action happened
 * @param watermark nothing sent before this instant is missing
 * @param pipelineLagMs now - watermark: how far the stream can be behind, in milliseconds. Beats of
 *     the stream's heart come once a second, so up to about two seconds is a stream that keeps up
 * @param ageSeconds now - last action
 * @param actions how many live actions were read
 * @param status in one word
 * @param reason why
 */
@Schema(description = "how fresh the live actions are; null is unknown or not there")
public record LiveFreshness(
    @Schema(nullable = true, description = "when the user's newest live action happened")
        Instant lastActionAt,
    @Schema(nullable = true, description = "nothing sent before this instant is missing")
        Instant watermark,
    @Schema(
            nullable = true,
            description =
                "now - watermark: how far the stream can be behind. Its heart beats once a second,"
                    + " so up to about 2000 is a stream that keeps up")
        Long pipelineLagMs,
    @Schema(nullable = true, description = "now - last_action_at") Long ageSeconds,
    @Schema(
            nullable = true,
            description = "how many live actions were read, at most what is configured: 100")
        Integer actions,
    LiveStatus status,
    LiveReason reason) {}
