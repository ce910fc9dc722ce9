package io.tidemark.experiments;

import java.util.Locale;

/** How often the user embedding that ranks is computed. */
public enum Cadence {
  /** Once a day, by the batch job. */
  BATCH,
  /** At the moment of the request, from the user's merged history. */
  REALTIME;

  /** The name in files and answers. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
