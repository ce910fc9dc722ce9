package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.tidemark.workflows.Schedule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The instants of a schedule. By the clock of its zone, each local time comes once: where the clock
 * is set back, what was due in the hour that comes twice is due the first time; where it is set
 * forward, what was due in the hour that is left out is due as much later.
 */
final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final Schedule schedule;
  private final ExecutionTime times;

  /**
   * @throws IllegalArgumentException if the expression is none
   */
  CronTimes(Schedule schedule) {
    this.schedule = requireNonNull(schedule, "schedule is null");
    this.times = ExecutionTime.forCron(PARSER.parse(schedule.cron()).validate());
  }

  /** The first instant after this one; empty if there is none any more. */
  Optional<Instant> next(Instant after) {
    Optional<ZonedDateTime> local = times.nextExecution(local(after));
    while (local.isPresent() && !instant(local.get()).isAfter(after)) {
      local = times.nextExecution(local.get());
    }
    return local.map(this::instant);
  }

  /**
   * What is due now and was not reached before, oldest first: with catching up all of it, else the
   * newest.
   *
   * @param most at most so many
   */
  List<Instant> due(Instant reached, Instant now, int most) {
    if (!schedule.catchUp()) {
      return newest(reached, now).stream().toList();
    }
    return after(reached, now, most);
  }

  /** All from one instant to another, both included, oldest first, at most so many. */
  List<Instant> between(Instant from, Instant to, int most) {
    return after(from.minusNanos(1), to, most);
  }

  private List<Instant> after(Instant reached, Instant last, int most) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> next = next(reached);
    while (found.size() < most && next.isPresent() && !next.get().isAfter(last)) {
      found.add(next.get());
      next = next(next.get());
    }
    return found;
  }

  private Optional<Instant> newest(Instant reached, Instant now) {
    Optional<Instant> first = next(reached);
    if (first.isEmpty() || first.get().isAfter(now)) {
      return Optional.empty();
    }
    // A moment later, so that an instant that is now counts as past.
    Optional<ZonedDateTime> local = times.lastExecution(local(now.plusMillis(1)));
    while (local.isPresent() && instant(local.get()).isAfter(now)) {
      local = times.lastExecution(local.get());
    }
    return local.map(this::instant).filter(last -> last.isAfter(first.get())).or(() -> first);
  }

  /** What the clock of the zone shows, as if it never were set. */
  private ZonedDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, schedule.zone()).atZone(ZoneOffset.UTC);
  }

  /** A time that is left out comes as much later; of one that comes twice it is the first. */
  private Instant instant(ZonedDateTime local) {
    return local.toLocalDateTime().atZone(schedule.zone()).toInstant();
  }
}
