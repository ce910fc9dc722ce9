package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How the live side of an answer is. A user who does nothing is {@link #QUIET}; a stream that does
 * not keep up is {@link #BEHIND}: never the same thing.
 */
public enum LiveStatus {
  /** The stream keeps up, and the user acted lately. */
  FRESH,
  /** The stream keeps up, and the user has not acted lately. */
  QUIET,
  /** The stream does not keep up: there may be actions that are not here yet. */
  BEHIND,
  /** The stream keeps up, and the user has no live action. */
  MISSING,
  /** The actions could not be read in time, or nobody knows how far the stream is. */
  UNKNOWN;

  /** The name in answers, such as {@code fresh}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
