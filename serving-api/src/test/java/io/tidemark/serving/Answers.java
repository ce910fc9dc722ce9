package io.tidemark.serving;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** What tests look for in answers of {@code POST /v1/rank}. */
final class Answers {
  private Answers() {}

  /** The ids of its pins, in their order. */
  static List<String> ids(JsonNode body) {
    return StreamSupport.stream(body.get("pins").spliterator(), false)
        .map(pin -> pin.get("pin_id").asText())
        .toList();
  }

  /** Why it is not all it could be. */
  static List<String> degraded(JsonNode body) {
    return StreamSupport.stream(body.get("degraded").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
