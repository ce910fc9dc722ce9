package io.tidemark.serving.health;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How the process is, as the supervisor of the local stack asks for it.
 *
 * @param component always {@code api}
 * @param instance the token the process was started with, null if it was started without one
 * @param status {@code up}, or {@code starting} in the first seconds
 * @param detail what is not as it should be, in words; empty if nothing
 */
@Schema(description = "how the process is")
public record HealthAnswer(
    @Schema(example = "api") String component,
    @Schema(nullable = true, description = "environment variable TIDEMARK_INSTANCE")
        String instance,
    @Schema(allowableValues = {"up", "starting"}) String status,
    @Schema(description = "what is not as it should be; empty if nothing") String detail) {}
