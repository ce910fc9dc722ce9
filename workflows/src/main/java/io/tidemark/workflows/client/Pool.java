package io.tidemark.workflows.client;

import java.util.Optional;

/**
 * Slots that tasks take while they run.
 *
 * @param name of the pool
 * @param slots all there are; -1 for any number
 * @param occupied taken now
 * @param description empty if it has none
 */
public record Pool(String name, int slots, int occupied, Optional<String> description) {
  static Pool of(Json json) {
    return new Pool(
        json.text("name", ""),
        json.number("slots").orElse(0),
        json.number("occupied_slots").orElse(0),
        json.text("description"));
  }
}
