package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether the two sides together have every action up to the watermark. */
public enum Coverage {
  /** The live side goes back to the embedding's as-of or further: no action is in neither. */
  COMPLETE,
  /** The live side begins after the as-of: actions between the two may be in neither. */
  HOLE,
  /** There is no embedding: actions before the live side begins are in neither. */
  LIVE_ONLY,
  /** One side could not be read. */
  UNKNOWN;

  /** The name in answers, such as {@code live_only}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
