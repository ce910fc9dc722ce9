package io.tidemark.infra.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells a process that was started here from another that was later given the same pid. */
final class ProcessIdentity {
  /** Start times are computed from a boot time in whole seconds, which may shift by one. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private ProcessIdentity() {}

  /** When the operating system says the process started. */
  static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** The living process of this pid, if it is the one that started at that time. */
  static Optional<ProcessHandle> find(long pid, Instant startedAt) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                Duration.between(startedAt, startOf(process)).abs().compareTo(TOLERANCE) <= 0);
  }
}
