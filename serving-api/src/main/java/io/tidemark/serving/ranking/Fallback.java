package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was ranked by when not everything could be had, best first. */
public enum Fallback {
  /** The ranker, without the live actions. */
  BATCH_ONLY,
  /** The ranker, without the embedding. */
  LIVE_ONLY,
  /** How often each pin was acted on: no ranker, neither side, or too late. */
  POPULARITY;

  /** The name in answers and metrics, such as {@code batch_only}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
