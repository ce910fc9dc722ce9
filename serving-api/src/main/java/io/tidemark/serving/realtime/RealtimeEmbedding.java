package io.tidemark.serving.realtime;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tidemark.store.PastAction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The embedding of a user at the moment of a request, or why there is none and the batch's ranks.
 *
 * @param status whether it was computed, else why not
 * @param computed what was; empty unless it was
 */
public record RealtimeEmbedding(Status status, Optional<Computed> computed) {

  /**
   * An embedding that was computed.
   *
   * @param vector {@code [D]}, L2-normalised
   * @param history what it was computed from
   */
  public record Computed(float[] vector, MergedHistory history) {
    /** What the model looked at, oldest first; at least one. */
    public List<PastAction> actions() {
      return history.past();
    }
  }

  /** Whether it was computed, else why not. */
  public enum Status {
    COMPUTED,
    /** No PinnerFormer is served. */
    NO_RELEASE,
    /** The PinnerFormer is not loaded yet, or cannot be. */
    NOT_LOADED,
    /** The PinnerFormer looks at another release of pins than is served. */
    PINS_MISMATCH,
    /** What the batch's embedding was computed from is not kept. */
    NO_HISTORY,
    /** Something that it takes could not be read, or is left out. */
    UNREAD,
    /** Others were computed until it was too late. */
    BUSY,
    /** Reading took too long. */
    OUT_OF_TIME,
    /** The PinnerFormer failed. */
    MODEL_FAILED;

    /** The name in answers and metrics, such as {@code no_history}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static RealtimeEmbedding of(float[] vector, MergedHistory history) {
    return new RealtimeEmbedding(Status.COMPUTED, Optional.of(new Computed(vector, history)));
  }

  static RealtimeEmbedding not(Status why) {
    return new RealtimeEmbedding(why, Optional.empty());
  }
}
