package io.tidemark.serving.pins;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/**
 * How pins are kept at hand.
 *
 * @param snapshots the folder of the snapshots, kept from one start to the next; if left out or
 *     empty a temporary one, which goes when the process ends
 * @param retryAfter how long to wait before a snapshot that could not be written is tried again
 * @param cacheSize how many pins that no snapshot has are kept in memory
 * @param knownFor how long such a pin is used before it is read again
 * @param unknownFor how long a pin that nobody knows is not asked for again
 */
public record PinsConfiguration(
    String snapshots,
    Duration retryAfter,
    @Min(0) Integer cacheSize,
    Duration knownFor,
    Duration unknownFor) {
  /** What is used where nothing is configured. */
  public static final PinsConfiguration DEFAULT =
      new PinsConfiguration(null, null, null, null, null);

  public PinsConfiguration {
    snapshots = requireNonNullElse(snapshots, "");
    retryAfter = requireNonNullElse(retryAfter, Duration.seconds(30));
    cacheSize = requireNonNullElse(cacheSize, 100_000);
    knownFor = requireNonNullElse(knownFor, Duration.hours(1));
    unknownFor = requireNonNullElse(unknownFor, Duration.seconds(10));
  }

  /** The folder that was configured. */
  Optional<String> folder() {
    return snapshots.isBlank() ? Optional.empty() : Optional.of(snapshots);
  }
}
