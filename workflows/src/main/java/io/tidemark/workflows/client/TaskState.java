package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * The state of a task in a run as the server names it. A name that this client does not know is
 * kept, and is not finished.
 *
 * @param name such as {@code up_for_retry}
 */
public record TaskState(String name) {
  /** What the servers write as null: nothing has been decided yet. */
  public static final TaskState NONE = new TaskState("none");

  public static final TaskState SCHEDULED = new TaskState("scheduled");
  public static final TaskState QUEUED = new TaskState("queued");
  public static final TaskState RUNNING = new TaskState("running");
  public static final TaskState SUCCESS = new TaskState("success");
  public static final TaskState FAILED = new TaskState("failed");
  public static final TaskState SKIPPED = new TaskState("skipped");
  public static final TaskState UP_FOR_RETRY = new TaskState("up_for_retry");
  public static final TaskState UPSTREAM_FAILED = new TaskState("upstream_failed");

  private static final Set<String> FINISHED =
      Set.of("success", "failed", "skipped", "upstream_failed", "removed");

  public TaskState {
    requireNonNull(name, "name is null");
  }

  static TaskState of(Optional<String> name) {
    return name.map(TaskState::new).orElse(NONE);
  }

  /** Whether nothing more happens to it by itself. */
  public boolean isFinished() {
    return FINISHED.contains(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
