package io.tidemark.store;

import static java.util.Objects.requireNonNull;

/**
 * What a model knows of a pin.
 *
 * @param pinId which
 * @param vector {@code [P]}, L2-normalised; not copied, so not to be written to
 * @param actions positive actions on the pin in the release's training period: its popularity
 */
public record Pin(String pinId, float[] vector, long actions) {
  public Pin {
    requireNonNull(pinId, "pinId is null");
    requireNonNull(vector, "vector is null");
  }
}
