package io.tidemark.workflows.scheduler;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A task in a run as it lies in the database.
 *
 * @param runKey of the run
 * @param taskId of the task
 * @param position in the workflow's order
 * @param tryUid another for each try
 * @param state empty if nothing was decided
 * @param tryNumber of the newest try, 0 if none began
 * @param maxTries the number of the last try is one more
 * @param scheduledWhen when it could run
 * @param queuedWhen when its process was about to be started
 * @param startDate of the newest try
 * @param endDate of the newest try
 * @param nextTryAt when it is tried again
 * @param pid of the newest try's process
 * @param pool whose slots it takes
 * @param poolSlots how many
 * @param note why it failed, unless somebody wrote another
 */
public record TaskRow(
    long runKey,
    String taskId,
    int position,
    UUID tryUid,
    Optional<TaskStatus> state,
    int tryNumber,
    int maxTries,
    Optional<Instant> scheduledWhen,
    Optional<Instant> queuedWhen,
    Optional<Instant> startDate,
    Optional<Instant> endDate,
    Optional<Instant> nextTryAt,
    Optional<Long> pid,
    String pool,
    int poolSlots,
    Optional<String> note) {

  /** Whether it is in this state. */
  public boolean is(TaskStatus status) {
    return state.isPresent() && state.get() == status;
  }

  /** Whether nothing more happens to it by itself. */
  public boolean isFinished() {
    return state.isPresent() && state.get().isFinished();
  }
}
