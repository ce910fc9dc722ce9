package io.tidemark.serving.pins;

import java.util.Optional;

/**
 * The pins that are served.
 *
 * @param version the vector space they lie in
 * @param snapshot those of them that are mapped, if any
 */
public record ServedPins(String version, Optional<PinSnapshot> snapshot) {}
