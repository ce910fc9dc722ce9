package io.tidemark.serving.retrieval;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;

/**
 * What serving needs to know of an index: part of its {@code model.json}.
 *
 * @param version of the index
 * @param files SHA-256 of each file of the folder, by name
 * @param requires versions of the pins and the PinnerFormer that it is of
 * @param dimensions the numbers of a vector, by space
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record IndexCard(
    String version,
    Map<String, String> files,
    Map<String, String> requires,
    Map<String, Integer> dimensions) {
  static final String FILE = "model.json";

  IndexCard {
    files = requireNonNullElse(files, Map.of());
    requires = requireNonNullElse(requires, Map.of());
    dimensions = requireNonNullElse(dimensions, Map.of());
  }
}
