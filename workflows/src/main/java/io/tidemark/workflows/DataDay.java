package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * The day of data that a run is about: the last UTC day that it includes. Every run carries it in
 * its {@code conf}, so that no server's idea of a data interval decides what is computed: a run
 * whose logical date is D began at D under Airflow 3 and after D under Airflow 2.
 *
 * @param day in UTC
 */
public record DataDay(LocalDate day) {
  /** The key of {@code conf} that names the day, as {@code 2026-11-20}. */
  public static final String CONF = "data_day";

  public DataDay {
    requireNonNull(day, "day is null");
  }

  /**
   * The day of a run: what its {@code conf} says, else the day before its logical date.
   *
   * @return empty if there is neither
   * @throws IllegalArgumentException if what {@code conf} says is no day
   */
  public static Optional<DataDay> of(Map<String, ?> conf, Optional<Instant> logicalDate) {
    Object named = conf.get(CONF);
    if (named != null) {
      return Optional.of(parse(named.toString()));
    }
    return logicalDate.map(
        date -> new DataDay(LocalDate.ofInstant(date, ZoneOffset.UTC).minusDays(1)));
  }

  /**
   * @throws IllegalArgumentException if the text is not a day such as {@code 2026-11-20}
   */
  public static DataDay parse(String text) {
    try {
      return new DataDay(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "%s is '%s': give a day such as 2026-11-20".formatted(CONF, text), e);
    }
  }

  /** Midnight UTC at which the day begins. */
  public Instant start() {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Midnight UTC at which the day ends: the as-of of what is computed from it. */
  public Instant asOf() {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  @Override
  public String toString() {
    return day.toString();
  }
}
