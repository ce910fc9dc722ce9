package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What put the pins of an answer in order. */
public enum RankedBy {
  /** The ranker. */
  RANKER,
  /** How often each pin was acted on, for want of a ranker. */
  POPULARITY,
  /** Nothing: the order of the request. */
  NOTHING;

  /** The name in answers, such as {@code ranker}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
