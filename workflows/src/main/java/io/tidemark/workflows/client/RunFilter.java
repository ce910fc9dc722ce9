package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which runs to list, newest first.
 *
 * @param states any of these; empty for all
 * @param from logical date at or after
 * @param to logical date at or before
 * @param limit at most so many
 */
public record RunFilter(
    List<RunState> states, Optional<Instant> from, Optional<Instant> to, int limit) {
  public RunFilter {
    states = List.copyOf(states);
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    if (limit < 1) {
      throw new IllegalArgumentException("limit is %d: ask for at least 1 run".formatted(limit));
    }
  }

  /** The newest runs. */
  public static RunFilter newest(int limit) {
    return new RunFilter(List.of(), Optional.empty(), Optional.empty(), limit);
  }

  /** The newest of these states. */
  public RunFilter in(RunState... wanted) {
    return new RunFilter(List.of(wanted), from, to, limit);
  }

  /** With a logical date of exactly this. */
  public RunFilter at(Instant logicalDate) {
    return new RunFilter(states, Optional.of(logicalDate), Optional.of(logicalDate), limit);
  }
}
