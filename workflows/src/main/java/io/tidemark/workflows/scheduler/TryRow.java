package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.util.Optional;

/** A try of a task; the fields are those of {@link TaskRow} as they were then. */
public record TryRow(
    long runKey,
    String taskId,
    int tryNumber,
    Optional<TaskStatus> state,
    Optional<Instant> scheduledWhen,
    Optional<Instant> queuedWhen,
    Optional<Instant> startDate,
    Optional<Instant> endDate,
    Optional<Long> pid) {}
