package io.tidemark.serving.actions;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What was acknowledged: Kafka has all of it, on every replica it waits for.
 *
 * @param accepted how many actions
 * @param eventIds their event ids, in the order of the request
 */
@Schema(description = "the actions that Kafka confirmed")
public record ActionsAnswer(
    @Schema(description = "how many actions", example = "1") int accepted,
    @Schema(description = "their event ids, in the order of the request") List<String> eventIds) {
  public ActionsAnswer {
    eventIds = List.copyOf(eventIds);
  }
}
