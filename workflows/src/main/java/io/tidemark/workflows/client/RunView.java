package io.tidemark.workflows.client;

import java.util.List;
import java.util.Optional;

/**
 * A run and its tasks at one moment.
 *
 * @param run as it is
 * @param tasks in the server's order; empty shortly after its start
 * @param waitsFor why nothing happens, if it is known: the workflow is paused, or the time has not
 *     come
 */
public record RunView(DagRun run, List<TaskInstance> tasks, Optional<String> waitsFor) {
  public RunView {
    tasks = List.copyOf(tasks);
  }

  /** Whether it succeeded, and not for want of anything to do. */
  public boolean isSuccess() {
    return run.state().equals(RunState.SUCCESS) && !tasks.isEmpty();
  }

  /** What is to be told of a run that has ended without success; empty for a success. */
  public Optional<String> failure() {
    if (isSuccess()) {
      return Optional.empty();
    }
    if (tasks.isEmpty()) {
      return Optional.of(
          "the server ended the run without a single task: its logical date lies before the"
              + " workflow's start date");
    }
    List<String> failed =
        tasks.stream()
            .filter(task -> task.state().equals(TaskState.FAILED))
            .map(TaskInstance::taskId)
            .toList();
    if (!failed.isEmpty()) {
      return Optional.of("failed: " + String.join(", ", failed));
    }
    return Optional.of(
        tasks.stream().anyMatch(task -> task.state().equals(TaskState.SKIPPED))
            ? "it ran out of time, and the rest was skipped"
            : "it was set to " + run.state());
  }
}
