package io.tidemark.serving.freshness;

/** One of the two tides. */
public enum Side {
  /** The embedding that the daily batch left. */
  BATCH,
  /** The live actions. */
  LIVE
}
