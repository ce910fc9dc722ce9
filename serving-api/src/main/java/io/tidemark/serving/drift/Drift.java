package io.tidemark.serving.drift;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * How far a user's embedding has drifted: 1 - cosine between the one that is served and the one
 * that the same model computes now from the actions of both sides. Null is unknown.
 *
 * @param value 0 (the same) to 2
 * @param status whether it was measured, else why not
 * @param actions how many actions the model looked at
 * @param newer actions of both sides that came after the as-of
 * @param late actions that happened before the as-of and that the embedding has not: they came late
 * @param unknownPins actions whose pin the release of pins does not have
 */
@Schema(
    description =
        "1 - cosine between the served embedding and one computed now from both sides' actions by"
            + " the same model; null is unknown")
public record Drift(
    @Schema(nullable = true, description = "0 (the same) to 2") Double value,
    @Schema(description = "measured, or why it could not be") Status status,
    @Schema(nullable = true, description = "how many actions the model looked at") Integer actions,
    @Schema(nullable = true, description = "actions after as_of") Integer newer,
    @Schema(nullable = true, description = "actions before as_of that came too late for it")
        Integer late,
    @Schema(nullable = true, description = "actions on pins that are not in the release of pins")
        Integer unknownPins) {

  /** Whether it was measured, else why not. */
  public enum Status {
    MEASURED,
    /** The user has no embedding, or none is served. */
    NO_EMBEDDING,
    /** What the embedding was computed from is not kept. */
    NO_HISTORY,
    /** Something that it takes could not be read. */
    UNREAD,
    /** The PinnerFormer cannot be loaded, or failed. */
    MODEL_FAILED,
    /** The PinnerFormer looks at another release of pins than is served. */
    PINS_MISMATCH,
    /** Others were being measured for too long. */
    BUSY;

    /** The name in answers, such as {@code no_history}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Drift unknown(Status status) {
    return new Drift(null, status, null, null, null, null);
  }
}
