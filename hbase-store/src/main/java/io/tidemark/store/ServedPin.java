package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * A pin as it was served.
 *
 * @param pinId which
 * @param score the utility it was ordered by, empty if no ranker scored it
 * @param headScores probability by head ({@code save}, {@code hide} ...), empty if no ranker scored
 *     it
 */
public record ServedPin(String pinId, Optional<Float> score, Map<String, Float> headScores) {
  /** The most heads of a ranker. */
  public static final int MAX_HEADS = 32;

  /**
   * @throws IllegalArgumentException if the id breaks the rules of ids, or a number is not finite
   */
  public ServedPin {
    ServedRequest.requireId("pin_id", pinId);
    requireNonNull(score, "score is null");
    headScores = HeadScores.copyOf(headScores);
    if (headScores.size() > MAX_HEADS) {
      throw new IllegalArgumentException(
          "pin %s has %d heads, more than %d".formatted(pinId, headScores.size(), MAX_HEADS));
    }
    score.ifPresent(value -> requireFinite(pinId, "score", value));
    headScores.forEach((head, value) -> requireFinite(pinId, head, value));
  }

  private static void requireFinite(String pinId, String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "the %s of pin %s is %s, not a number".formatted(name, pinId, value));
    }
  }
}
