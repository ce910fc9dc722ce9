package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an answer is not all it could be. */
public enum Degradation {
  /** The user has no batch embedding, or none is published: ranked without it. */
  BATCH_MISSING,
  /** The user's embedding is older than a daily batch should leave it. */
  BATCH_STALE,
  /** The embedding could not be read in time: ranked without it. */
  BATCH_UNAVAILABLE,
  /** The embedding misses its objective, and is left out by configuration. */
  BATCH_LEFT_OUT,
  /** The ranker looks at interests, and the user has none, or none are published. */
  INTERESTS_MISSING,
  /** The ranker looks at interests of another version than those published: ranked without. */
  INTERESTS_MISMATCH,
  /** The ranker looks at interests, which could not be read in time: ranked without. */
  INTERESTS_UNAVAILABLE,
  /** The live actions could not be read in time: ranked without them. */
  LIVE_UNAVAILABLE,
  /** The stream is behind: the newest actions may not be in yet. */
  LIVE_BEHIND,
  /** The stream misses its objective, and live actions are left out by configuration. */
  LIVE_LEFT_OUT,
  /** Nobody knows how far the stream is: no watermark, or none that could be read lately. */
  LIVE_POSITION_UNKNOWN,
  /** Pins of live actions could not be read in time: ranked without those actions. */
  LIVE_PINS_UNAVAILABLE,
  /** No release of pins is published: nothing can be ranked. */
  PINS_MISSING,
  /** Some candidates are not in the release of pins: listed last, without a score. */
  PINS_UNKNOWN,
  /** Some candidates could not be read in time: listed last, without a score. */
  PINS_UNAVAILABLE,
  /** No ranker is published that fits: ordered by popularity. */
  RANKER_MISSING,
  /** The published ranker could not be loaded, or failed: an older one or popularity ranked. */
  RANKER_FAILED,
  /** The ranker gave something else than a number for some candidates: listed without a score. */
  SCORES_INVALID,
  /** The time allowed was over before the ranker had its turn: ordered by popularity. */
  OUT_OF_TIME,
  /** An arm of an experiment asks for something that this server cannot do now. */
  EXPERIMENT_ARM_UNAVAILABLE,
  /**
   * An arm's embedding of the moment could not be computed: the batch's ranked, if there is one.
   */
  REALTIME_UNAVAILABLE,
  /** The published releases do not fit together: the last set that did ranked, or popularity. */
  RELEASE_MISMATCH,
  /** What is published could not be read lately: the last known releases ranked. */
  RELEASES_UNAVAILABLE;

  /** The name in answers and metrics, such as {@code batch_missing}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
