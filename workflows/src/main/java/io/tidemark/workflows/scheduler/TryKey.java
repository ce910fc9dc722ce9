package io.tidemark.workflows.scheduler;

/**
 * A try of a task in a run.
 *
 * @param runKey of the run
 * @param taskId of the task
 * @param tryNumber 1 for the first
 */
public record TryKey(long runKey, String taskId, int tryNumber) {}
