package io.tidemark.infra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * An answer of {@code POST /v1/rank}.
 *
 * @param body the whole JSON answer
 */
public record Ranking(JsonNode body) {
  /** The ids of the ranked pins, best first. */
  public List<String> pins() {
    return StreamSupport.stream(body.path("pins").spliterator(), false)
        .map(pin -> pin.path("pin_id").asText())
        .toList();
  }

  /** Whether the ranker made it, and nothing it needs was left out because it came too late. */
  public boolean isWhole() {
    return body.path("ranked_by").asText().equals("ranker")
        && StreamSupport.stream(body.path("degraded").spliterator(), false)
            .noneMatch(reason -> reason.asText().endsWith("_unavailable"));
  }

  /** What the answer says of the batch side. */
  public JsonNode batch() {
    return body.path("freshness").path("batch");
  }

  /** What the answer says of the live side. */
  public JsonNode live() {
    return body.path("freshness").path("live");
  }

  /** What the answer says of the distance between the sides. */
  public JsonNode gap() {
    return body.path("freshness").path("gap");
  }

  /** When the user's newest action on the live side occurred, if there is one. */
  public Optional<Instant> lastLiveAction() {
    JsonNode instant = live().path("last_action_at");
    return instant.isTextual() ? Optional.of(Instant.parse(instant.asText())) : Optional.empty();
  }
}
