package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What put the pins of an answer in order. */
public enum RankedBy {
  /** The ranker. */
  RANKER,
  /** How often each pin was acted on, for want of a ranker. */
  POPULARITY,
  /** Nothing: the order of the request. */
  NOTHING;

  /**
   * By what a ranking was made.
   *
   * @param scores by the ranker, if one scored
   * @param candidates how many could be scored
   */
  static RankedBy of(Optional<Scores> scores, int candidates) {
    if (scores.isPresent()) {
      return RANKER;
    }
    return candidates == 0 ? NOTHING : POPULARITY;
  }

  /** The name in answers, such as {@code ranker}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
