package io.tidemark.serving.actions;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Many actions in one request.
 *
 * @param actions 1 to {@value ActionsReader#MAX_ACTIONS}
 */
@Schema(name = "Actions", description = "several actions, taken all or none")
public record ActionsBody(
    @ArraySchema(
            schema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED),
            minItems = 1,
            maxItems = ActionsReader.MAX_ACTIONS)
        List<ActionBody> actions) {}
