package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the batch side of an answer is. */
public enum BatchStatus {
  /** The embedding is young enough. */
  FRESH,
  /** The embedding is older than a daily batch should leave it. */
  STALE,
  /** The user has no embedding, or none is published. */
  MISSING,
  /** It could not be read in time. */
  UNKNOWN;

  /** The name in answers, such as {@code fresh}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
