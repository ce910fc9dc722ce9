package io.tidemark.serving.retrieval;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a source brought.
 *
 * @param source which
 * @param status what became of it
 * @param candidates of the answer that it named, others perhaps too
 */
@Schema(description = "what a source brought")
public record SourceReport(
    Source source,
    SourceStatus status,
    @Schema(description = "candidates of the answer that it named, others perhaps too")
        int candidates) {}
