package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.DataDay;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run to be made.
 *
 * @param dagId of the workflow
 * @param runId unique in the workflow
 * @param logicalDate empty for none
 * @param intervalStart of the data interval; with an end or not at all
 * @param intervalEnd of the data interval
 * @param runAfter it does not start before
 * @param origin who or what asks
 * @param day that it is about
 * @param conf a JSON object
 * @param note for people
 */
public record NewRun(
    String dagId,
    String runId,
    Optional<Instant> logicalDate,
    Optional<Instant> intervalStart,
    Optional<Instant> intervalEnd,
    Instant runAfter,
    Origin origin,
    DataDay day,
    String conf,
    Optional<String> note) {

  /**
   * Who or what asks for a run.
   *
   * @param runType manual, scheduled or backfill
   * @param triggeredBy rest_api, timetable or backfill
   * @param user who asks; empty if nobody does
   */
  public record Origin(String runType, String triggeredBy, Optional<String> user) {
    static final Origin SCHEDULE = new Origin("scheduled", "timetable", Optional.empty());
  }

  public NewRun {
    requireNonNull(dagId, "dagId is null");
    requireNonNull(runId, "runId is null");
    requireNonNull(logicalDate, "logicalDate is null");
    requireNonNull(runAfter, "runAfter is null");
    requireNonNull(origin, "origin is null");
    requireNonNull(day, "day is null");
    requireNonNull(conf, "conf is null");
    requireNonNull(note, "note is null");
  }

  /** What a schedule starts. */
  static NewRun scheduled(String dagId, Instant logicalDate) {
    DataDay day = DataDay.of(Map.of(), Optional.of(logicalDate)).orElseThrow();
    return new NewRun(
        dagId,
        "scheduled__" + logicalDate,
        Optional.of(logicalDate),
        Optional.of(logicalDate),
        Optional.of(logicalDate),
        logicalDate,
        Origin.SCHEDULE,
        day,
        "{\"%s\":\"%s\"}".formatted(DataDay.CONF, day),
        Optional.empty());
  }
}
