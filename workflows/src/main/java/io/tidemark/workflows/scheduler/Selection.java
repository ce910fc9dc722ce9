package io.tidemark.workflows.scheduler;

import java.util.List;

/**
 * Tasks of a run that are to run again.
 *
 * @param taskIds these; empty for all
 * @param onlyFailed of them, those that failed or were passed over because of others
 * @param onlyRunning of them, those that run
 * @param upstream also what the named ones wait for
 * @param downstream also what waits for the named ones
 */
public record Selection(
    List<String> taskIds,
    boolean onlyFailed,
    boolean onlyRunning,
    boolean upstream,
    boolean downstream) {
  public Selection {
    taskIds = List.copyOf(taskIds);
  }

  boolean fits(TaskRow task) {
    boolean failed = task.is(TaskStatus.FAILED) || task.is(TaskStatus.UPSTREAM_FAILED);
    return (!onlyFailed || failed) && (!onlyRunning || task.is(TaskStatus.RUNNING));
  }
}
