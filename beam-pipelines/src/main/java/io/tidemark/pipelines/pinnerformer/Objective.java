package io.tidemark.pipelines.pinnerformer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * What a user's outputs are trained to predict (2205.04507, section 3.3).
 *
 * @param kind which of the paper's four objectives
 * @param horizon K: a label happens after its position, at most this much later; the two objectives
 *     that predict the next positive action take it however late
 * @param positions pairs drawn from one window at most: random positions (dense-all-action), labels
 *     of the newest action (all-action)
 */
public record Objective(Kind kind, Duration horizon, int positions) implements Serializable {
  public Objective {
    if (horizon.isNegative() || horizon.isZero()) {
      throw new IllegalArgumentException("objective.horizon must be positive: " + horizon);
    }
    if (positions < 1) {
      throw new IllegalArgumentException("objective.positions must be at least 1: " + positions);
    }
  }

  /** The paper's four objectives. */
  public enum Kind {
    /** The newest action predicts the next positive one. */
    @JsonProperty("next-action")
    NEXT_ACTION,
    /** Every action predicts the next positive one. */
    @JsonProperty("sasrec")
    SASREC,
    /** The newest action predicts positives of the horizon, several of them. */
    @JsonProperty("all-action")
    ALL_ACTION,
    /** Random actions each predict one random positive of their own horizon. */
    @JsonProperty("dense-all-action")
    DENSE_ALL_ACTION
  }

  /** As it is written in a model's card, such as {@code dense-all-action(P28D)}. */
  public String describe() {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return switch (kind) {
      case NEXT_ACTION, SASREC -> name;
      case ALL_ACTION, DENSE_ALL_ACTION -> name + "(" + horizon + ")";
    };
  }
}
