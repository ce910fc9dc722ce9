package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.TaskRun.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a workflow's tasks one after another in this process's name. A task whose upstream failed is
 * not started; the others go on.
 */
public final class WorkflowRunner {
  /** Starts one command and waits for its end. */
  @FunctionalInterface
  public interface TaskLauncher {
    /**
     * @param arguments of {@code tidemark}
     * @return the exit code
     */
    int launch(List<String> arguments) throws InterruptedException;
  }

  /** Hears of tasks as they start and end. */
  public interface Listener {
    void started(Task task, List<String> arguments);

    void ended(TaskRun run);
  }

  private final TaskLauncher launcher;
  private final Listener listener;

  public WorkflowRunner(TaskLauncher launcher, Listener listener) {
    this.launcher = requireNonNull(launcher, "launcher is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Runs every task of the workflow for the data day and tells how each ended, in their order. */
  public List<TaskRun> run(Workflow workflow, DataDay dataDay) throws InterruptedException {
    List<TaskRun> runs = new ArrayList<>();
    Set<String> succeeded = new HashSet<>();
    for (Task task : workflow.tasks()) {
      TaskRun run =
          succeeded.containsAll(task.upstream())
              ? run(task, dataDay)
              : new TaskRun(task.id(), State.UPSTREAM_FAILED, 0, Duration.ZERO);
      if (run.state() == State.SUCCESS) {
        succeeded.add(task.id());
      }
      listener.ended(run);
      runs.add(run);
    }
    return runs;
  }

  private TaskRun run(Task task, DataDay dataDay) throws InterruptedException {
    List<String> arguments = task.command().forDay(dataDay);
    listener.started(task, arguments);
    long startedAt = System.nanoTime();
    int exitCode = launcher.launch(arguments);
    Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
    return new TaskRun(task.id(), exitCode == 0 ? State.SUCCESS : State.FAILED, exitCode, duration);
  }
}
