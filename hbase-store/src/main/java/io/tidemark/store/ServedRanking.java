package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one request was answered with: one message of the topic {@code impressions}, one {@link
 * Impression} a pin.
 *
 * @param request the request
 * @param pins best first; all that were scored have the same heads
 */
public record ServedRanking(ServedRequest request, List<ServedPin> pins) {
  /** The most pins of a ranking that are recorded. */
  public static final int MAX_PINS = 1_000;

  /**
   * @throws IllegalArgumentException if there are too many pins, or two of them have other heads
   */
  public ServedRanking {
    requireNonNull(request, "request is null");
    pins = List.copyOf(pins);
    ServedRequest.requireAtMost(MAX_PINS, "pins", pins.size());
    Set<String> heads = heads(pins);
    for (ServedPin pin : pins) {
      if (!pin.headScores().isEmpty() && !pin.headScores().keySet().equals(heads)) {
        throw new IllegalArgumentException(
            "pin %s was scored for %s, others for %s"
                .formatted(pin.pinId(), pin.headScores().keySet(), heads));
      }
    }
  }

  /** One impression a pin, in the order they were served. */
  public List<Impression> impressions() {
    return IntStream.range(0, pins.size())
        .mapToObj(position -> new Impression(request, pins.get(position), position))
        .toList();
  }

  /** What pins were scored for, empty if none was. */
  Set<String> heads() {
    return heads(pins);
  }

  private static Set<String> heads(List<ServedPin> pins) {
    return pins.stream()
        .map(pin -> pin.headScores().keySet())
        .filter(heads -> !heads.isEmpty())
        .findFirst()
        .orElse(Set.of());
  }
}
