package io.tidemark.experiments.readout;

import io.tidemark.store.ActionType;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is measured. Every metric is a ratio of two sums over users. */
public enum Metric {
  /** Saves after the user's first exposure, a user. */
  SAVES_PER_USER(EnumSet.of(ActionType.SAVE), Below.USER),
  /** Anything done with a pin but close-ups and hides, a user. */
  ENGAGEMENTS_PER_USER(Metric.engagements(), Below.USER),
  /** Hides, a user. */
  HIDES_PER_USER(EnumSet.of(ActionType.HIDE), Below.USER),
  /** Saves that name a request of the experiment as what they follow from, a shown pin. */
  SAVES_PER_IMPRESSION(EnumSet.of(ActionType.SAVE), Below.IMPRESSION),
  /** Engagements that name such a request, a shown pin. */
  ENGAGEMENTS_PER_IMPRESSION(Metric.engagements(), Below.IMPRESSION),
  /** Hides that name such a request, a shown pin. */
  HIDES_PER_IMPRESSION(EnumSet.of(ActionType.HIDE), Below.IMPRESSION);

  /** What is counted below the line. */
  public enum Below {
    /** 1 for each. */
    USER,
    /** Pins that the user was shown in requests of the experiment. */
    IMPRESSION
  }

  private final Set<ActionType> above;
  private final Below below;

  Metric(Set<ActionType> above, Below below) {
    this.above = above;
    this.below = below;
  }

  /** Whether an action of that type is counted above the line. */
  public boolean counts(ActionType type) {
    return above.contains(type);
  }

  /** What is counted below the line. */
  public Below below() {
    return below;
  }

  /** The name in results, such as {@code saves_per_user}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Set<ActionType> engagements() {
    return EnumSet.complementOf(EnumSet.of(ActionType.CLOSE_UP, ActionType.HIDE));
  }
}
