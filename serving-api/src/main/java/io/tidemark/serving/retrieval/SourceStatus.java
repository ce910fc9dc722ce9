package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a source. */
public enum SourceStatus {
  /** The index was asked from it. */
  USED,
  /** There is nothing of the user to ask from, or no release of it. */
  MISSING,
  /** What is served of it is of other versions than the index: it cannot be asked from. */
  MISMATCH,
  /** It could not be read in time. */
  UNAVAILABLE;

  /** The name in answers, such as {@code used}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
