package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How old a user's embedding is when it is used: which of the actions before a target's instant it
 * may know (2205.04507, section 5.3).
 *
 * @param name as it stands in tables
 * @param kind how the instant is found
 * @param lag how long before the target's instant the last known action lies at least, for {@link
 *     Kind#LAG}; zero for the others
 */
public record Cadence(String name, Kind kind, Duration lag) {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Computed at t0 and never again. */
  public static final Cadence ONCE = new Cadence("once", Kind.ONCE, Duration.ZERO);

  /**
   * Recomputed at each UTC midnight and served one day late: on a given day the actions before the
   * midnight with which the day before began, so 24 to 48 hours old.
   */
  public static final Cadence DAILY = new Cadence("daily", Kind.DAILY, Duration.ZERO);

  /** Recomputed at each full hour and served at once: 0 to 60 minutes old. */
  public static final Cadence HOURLY = new Cadence("hourly", Kind.HOURLY, Duration.ZERO);

  /** Every action strictly before the target. */
  public static final Cadence REALTIME = new Cadence("realtime", Kind.LAG, Duration.ZERO);

  /** How the instant is found. */
  public enum Kind {
    ONCE,
    DAILY,
    HOURLY,
    LAG
  }

  public Cadence {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    if (lag.isNegative()) {
      throw new IllegalArgumentException("the lag is negative: " + lag);
    }
  }

  /** Everything but the newest stretch of time. */
  public static Cadence lag(String name, Duration lag) {
    return new Cadence(name, Kind.LAG, lag);
  }

  /**
   * The end, exclusive, of the actions that are known for a target.
   *
   * @param occurredAt of the target, ms since the epoch
   * @return ms since the epoch, never after {@code occurredAt}
   */
  public long knownBefore(long occurredAt, TimeSplit split) {
    return switch (kind) {
      case ONCE -> Math.min(occurredAt, split.learnBefore());
      case DAILY -> Math.floorDiv(occurredAt, DAY) * DAY - DAY;
      case HOURLY -> Math.floorDiv(occurredAt, HOUR) * HOUR;
      case LAG -> occurredAt - lag.toMillis();
    };
  }
}
