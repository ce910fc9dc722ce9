package io.tidemark.pipelines.pinnerformer;

import java.io.Serializable;

/**
 * Which features of an action the user tower sees (models of 2205.04507, table 6, leave one out).
 * What is off has no parameters and no part in the exported graph, whose inputs stay the same.
 *
 * @param pinEmbedding what is known of the pin; the pin tower sees it all the same
 * @param actionType the learned table of action types
 * @param surface the learned table of surfaces
 * @param duration the logarithm of the duration
 * @param absoluteTime the time of the action, by the clock and the calendar
 * @param relativeTimes the time until the newest action and since the one before
 * @param position the learned table of positions, counted from the newest row
 */
public record FeatureSwitches(
    boolean pinEmbedding,
    boolean actionType,
    boolean surface,
    boolean duration,
    boolean absoluteTime,
    boolean relativeTimes,
    boolean position)
    implements Serializable {
  /** Everything the paper has. */
  public static FeatureSwitches all() {
    return new FeatureSwitches(true, true, true, true, true, true, true);
  }

  /** A feature that can be left out. */
  public enum Feature {
    PIN_EMBEDDING,
    ACTION_TYPE,
    SURFACE,
    DURATION,
    ABSOLUTE_TIME,
    RELATIVE_TIMES,
    POSITION
  }

  /** The same without one feature. */
  public FeatureSwitches without(Feature left) {
    return new FeatureSwitches(
        pinEmbedding && left != Feature.PIN_EMBEDDING,
        actionType && left != Feature.ACTION_TYPE,
        surface && left != Feature.SURFACE,
        duration && left != Feature.DURATION,
        absoluteTime && left != Feature.ABSOLUTE_TIME,
        relativeTimes && left != Feature.RELATIVE_TIMES,
        position && left != Feature.POSITION);
  }
}
