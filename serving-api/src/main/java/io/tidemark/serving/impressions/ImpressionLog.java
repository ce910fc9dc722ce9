package io.tidemark.serving.impressions;

import io.tidemark.store.ServedRanking;

/** Where what was served is recorded. */
@FunctionalInterface
public interface ImpressionLog {
  /** Records nothing. */
  ImpressionLog NONE = answer -> {};

  /**
   * Records an answer, sooner or later. Returns at once and throws nothing: what cannot be recorded
   * is dropped and counted.
   */
  void record(Served answer);

  /** An answer that was given; turned into its record by another thread than the request's. */
  interface Served {
    /** How many pins it has. */
    int pins();

    /** Its record, with the first so many pins at most. */
    ServedRanking first(int maxPins);
  }
}
