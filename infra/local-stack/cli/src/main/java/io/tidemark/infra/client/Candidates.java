package io.tidemark.infra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of {@code POST /v1/candidates}.
 *
 * @param body as it came
 */
public record Candidates(JsonNode body) {
  /** The pins, in order. */
  public List<String> pinIds() {
    List<String> ids = new ArrayList<>();
    body.path("candidates").forEach(candidate -> ids.add(candidate.path("pin_id").asText()));
    return ids;
  }

  /**
   * Whether some of them are candidates because they are near to that pin.
   *
   * @param named the source that says so: {@code live}, a pin acted on lately, or {@code
   *     pinnersage}, the medoid of an interest
   */
  public boolean areNear(String pin, String named) {
    for (JsonNode candidate : body.path("candidates")) {
      for (JsonNode source : candidate.path("sources")) {
        if (source.path("source").asText().equals(named)
            && source.path("near").asText().equals(pin)) {
          return true;
        }
      }
    }
    return false;
  }
}
