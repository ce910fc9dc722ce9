package io.tidemark.pipelines.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is indexed.
 *
 * @param ids of the N pins
 * @param spaces by name, the pins' vectors {@code [N][D]} in it, L2-normalised
 */
record IndexedPins(List<String> ids, SortedMap<String, float[][]> spaces) {
  /** The pins' own vectors: for medoids, and for the pins that a user acted on lately. */
  static final String PINS = "pins";

  /** PinnerFormer's pin tower: for the users' embeddings. */
  static final String PINNERFORMER = "pinnerformer";

  IndexedPins {
    ids = List.copyOf(ids);
    spaces = new TreeMap<>(requireNonNull(spaces, "spaces is null"));
    int size = ids.size();
    if (size == 0 || spaces.isEmpty()) {
      throw new IllegalArgumentException("there is no pin to be indexed");
    }
    spaces.forEach(
        (name, vectors) -> {
          if (vectors.length != size) {
            throw new IllegalArgumentException(
                "%s has %d vectors of %d pins".formatted(name, vectors.length, size));
          }
        });
  }
}
