package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * A run as it lies in the database.
 *
 * @param runKey its number
 * @param dagId of the workflow
 * @param runId unique in the workflow
 * @param logicalDate the instant of its schedule, or what whoever started it said
 * @param intervalStart as given; with the logical date alone, that
 * @param intervalEnd as given; with the logical date alone, that
 * @param runAfter it does not start before
 * @param queuedAt when it was asked for, or cleared
 * @param startDate when it became running
 * @param endDate when it ended
 * @param lastDecision when its tasks were last looked at
 * @param state now
 * @param runType manual, scheduled or backfill
 * @param triggeredBy rest_api, timetable or backfill
 * @param triggeringUser who asked
 * @param dataDay the last UTC day that it includes
 * @param conf a JSON object
 * @param note for people; why it failed, unless somebody wrote another
 */
public record Run(
    long runKey,
    String dagId,
    String runId,
    Optional<Instant> logicalDate,
    Optional<Instant> intervalStart,
    Optional<Instant> intervalEnd,
    Instant runAfter,
    Optional<Instant> queuedAt,
    Optional<Instant> startDate,
    Optional<Instant> endDate,
    Optional<Instant> lastDecision,
    RunStatus state,
    String runType,
    String triggeredBy,
    Optional<String> triggeringUser,
    String dataDay,
    String conf,
    Optional<String> note) {}
