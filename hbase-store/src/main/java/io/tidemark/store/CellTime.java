package io.tidemark.store;

import java.time.Instant;

/** Instants as HBase's cell timestamps: milliseconds since 1970, never negative. */
final class CellTime {
  private CellTime() {}

  /**
   * @throws IllegalArgumentException if the instant is before 1970
   */
  static long of(String name, Instant instant) {
    return require(name, instant.toEpochMilli());
  }

  /**
   * @return the timestamp
   * @throws IllegalArgumentException if it is before 1970, or HBase's own word for "now"
   */
  static long require(String name, long millis) {
    if (millis < 0 || millis == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + " must lie after 1970-01-01 UTC, in milliseconds: " + millis);
    }
    return millis;
  }
}
