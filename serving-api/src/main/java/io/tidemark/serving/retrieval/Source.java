package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a candidate comes from. */
public enum Source {
  /** It is near to the user's embedding, in PinnerFormer's space. */
  PINNERFORMER,
  /** It is near to the medoid of one of the user's interests. */
  PINNERSAGE,
  /** It is near to a pin that the user acted on lately. */
  LIVE,
  /** It is popular on the surface: for users of whom nothing is known, or could be read. */
  POPULARITY;

  /** The name in answers and metrics, such as {@code pinnerformer}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
