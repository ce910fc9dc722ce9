package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.TimeSplit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a study splits time, chosen by the log's length where nobody says it. A log of less than 60
 * days gets one split, with targets of a fifth of its days, 3 at most, up to its end. A longer one
 * gets 4 splits with targets of 7 days each, spread evenly over its last two thirds. All splits lie
 * at UTC midnights.
 *
 * @param first the log's first instant
 * @param last the log's last instant
 * @param window W
 * @param count of splits
 * @param every how far one split lies after the one before; empty to spread them up to the end
 * @param t0 the first split; empty to choose it
 */
record Splits(
    Instant first,
    Instant last,
    Duration window,
    int count,
    Optional<Duration> every,
    Optional<Instant> t0) {
  private static final int LONG_DAYS = 60;
  private static final int SHARE_OF_SHORT = 5;
  private static final int LONGEST_OF_SHORT = 3;
  private static final Duration WINDOW_OF_LONG = Duration.ofDays(7);
  private static final int COUNT_OF_LONG = 4;

  static Splits within(Instant first, Instant last) {
    long days = Duration.between(first, end(last)).toDays();
    return days < LONG_DAYS
        ? new Splits(
            first,
            last,
            Duration.ofDays(Math.max(1, Math.min(LONGEST_OF_SHORT, days / SHARE_OF_SHORT))),
            1,
            Optional.empty(),
            Optional.empty())
        : new Splits(
            first, last, WINDOW_OF_LONG, COUNT_OF_LONG, Optional.empty(), Optional.empty());
  }

  Splits withWindow(Duration other) {
    return new Splits(first, last, other, count, every, t0);
  }

  Splits withCount(int other) {
    return new Splits(first, last, window, other, every, t0);
  }

  Splits withEvery(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("splits must lie apart: --every is " + other);
    }
    return new Splits(first, last, window, count, Optional.of(other), t0);
  }

  Splits from(Instant other) {
    return new Splits(first, last, window, count, every, Optional.of(other));
  }

  /**
   * The splits, the earliest first.
   *
   * @throws IllegalArgumentException if one lies outside the log
   */
  List<TimeSplit> list() {
    Instant latest = end(last).minus(window).truncatedTo(ChronoUnit.DAYS);
    Duration step = every.orElseGet(() -> t0.isPresent() || count == 1 ? window : spread(latest));
    Instant start = t0.orElseGet(() -> latest.minus(step.multipliedBy(count - 1L)));
    List<TimeSplit> splits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant split = start.plus(step.multipliedBy(i));
      if (!split.isAfter(first) || !split.isBefore(last)) {
        throw new IllegalArgumentException(
            "a split at %s is outside the log, which runs from %s to %s: choose --t0, --windows and --every"
                .formatted(split, first, last));
      }
      splits.add(new TimeSplit(split, window));
    }
    return splits;
  }

  /** Whole days between splits, so that the first lies after a third of the log. */
  private Duration spread(Instant latest) {
    Duration usable = Duration.between(first, latest).multipliedBy(2).dividedBy(3);
    return Duration.ofDays(Math.max(1, usable.dividedBy(count - 1L).toDays()));
  }

  /** The midnight after. */
  private static Instant end(Instant last) {
    return last.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
  }
}
