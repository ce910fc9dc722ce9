package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as the database has them: microseconds since the epoch. */
final class Micros {
  private Micros() {}

  static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
