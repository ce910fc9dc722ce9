package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a ranking does with a side that misses its objective. */
public enum Otherwise {
  /** It is ranked by all the same; the answer names it in {@code degraded}. */
  USE,
  /** It is left out, and the other side ranks alone. */
  LEAVE_OUT;

  /** The name in the configuration and in answers, such as {@code leave_out}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
