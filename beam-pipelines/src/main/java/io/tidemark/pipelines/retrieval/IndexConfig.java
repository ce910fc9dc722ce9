package io.tidemark.pipelines.retrieval;

import java.io.Serializable;

/**
 * How the graph of nearest neighbours is built.
 *
 * @param connections of a pin in the graph (M); more take more memory and find more
 * @param beam neighbours that are looked at for each pin that is added; more take longer and find
 *     more
 * @param threads that build; each makes a segment of its own, and every search looks into all
 */
record IndexConfig(int connections, int beam, int threads) implements Serializable {
  static final int CONNECTIONS = 16;
  static final int BEAM = 64;
  static final int THREADS = 2;

  private static final int MOST_CONNECTIONS = 512;
  private static final int MOST_BEAM = 3_200;
  private static final int MOST_THREADS = 64;

  IndexConfig {
    require("connections", connections, MOST_CONNECTIONS);
    require("beam", beam, MOST_BEAM);
    require("threads", threads, MOST_THREADS);
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s is %d: give 1 to %d".formatted(name, value, most));
    }
  }
}
