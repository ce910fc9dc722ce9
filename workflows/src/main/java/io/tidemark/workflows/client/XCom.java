package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What a task left for others.
 *
 * @param taskId of the task
 * @param key {@code return_value} for its result
 * @param value empty in a list, which has no values
 * @param writtenAt when
 */
public record XCom(
    String taskId, String key, Optional<JsonNode> value, Optional<Instant> writtenAt) {
  static XCom of(Json json) {
    JsonNode value = json.node().path("value");
    return new XCom(
        json.text("task_id", ""),
        json.text("key", ""),
        value.isMissingNode() ? Optional.empty() : Optional.of(value),
        json.instant("timestamp"));
  }
}
