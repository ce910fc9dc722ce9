package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * A range of a workflow's logical dates that somebody wants runs for.
 *
 * @param backfillId its number
 * @param dagId of the workflow
 * @param fromDate the first logical date that counts
 * @param toDate the last one
 * @param conf of its runs, a JSON object
 * @param isPaused whether its queued runs wait
 * @param reprocess what becomes of dates that have a run already
 * @param maxActiveRuns of it at the same time, at most; the workflow's own limit holds, too
 * @param createdAt when it was asked for
 * @param updatedAt when it was last paused, let go on, cancelled or completed
 * @param completedAt when the last of its runs had ended
 */
public record Backfill(
    long backfillId,
    String dagId,
    Instant fromDate,
    Instant toDate,
    String conf,
    boolean isPaused,
    Reprocess reprocess,
    int maxActiveRuns,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> completedAt) {}
