package io.tidemark.experiments.readout;

import java.util.Locale;

/** By what an experiment's requests are told apart: how fresh each was when it was ranked. */
public enum Split {
  /** All requests together. */
  NONE,
  /** By the age of the user's embedding, in thirds of all requests that had one. */
  BATCH_AGE,
  /** By the status of the batch side, such as {@code stale}. */
  BATCH_STATUS,
  /** By the status of the live side, such as {@code quiet}. */
  LIVE_STATUS;

  /** The name in results, such as {@code live_status}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
