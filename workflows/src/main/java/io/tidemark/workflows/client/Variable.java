package io.tidemark.workflows.client;

import java.util.Optional;

/**
 * A setting that lies on the server.
 *
 * @param key its name
 * @param value {@code ***} where the name sounds like a secret
 * @param description empty if it has none
 */
public record Variable(String key, String value, Optional<String> description) {
  static Variable of(Json json) {
    return new Variable(json.text("key", ""), json.text("value", ""), json.text("description"));
  }
}
