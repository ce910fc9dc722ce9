package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When an experiment runs, and with how much of its traffic.
 *
 * @param start its first instant
 * @param end the first instant at which it does not run any more; empty if that is not known yet
 * @param ramp steps in order; without any it has all of its traffic from the start on
 */
public record Schedule(Instant start, Optional<Instant> end, List<RampStep> ramp) {
  public Schedule {
    requireNonNull(start, "start is null");
    requireNonNull(end, "end is null");
    ramp = List.copyOf(ramp);
  }

  /** Whether it runs. */
  public boolean includes(Instant now) {
    return !now.isBefore(start) && end.map(now::isBefore).orElse(true);
  }

  /** Whether there is an instant at which both run. */
  public boolean overlaps(Schedule other) {
    return other.end.map(start::isBefore).orElse(true)
        && end.map(other.start::isBefore).orElse(true);
  }

  /** How much of the experiment's traffic is in it at an instant, 0 to 1. */
  public double part(Instant now) {
    if (!includes(now)) {
      return 0;
    }
    double part = ramp.isEmpty() ? 1 : 0;
    for (RampStep step : ramp) {
      if (!now.isBefore(step.at())) {
        part = step.share();
      }
    }
    return part;
  }
}
