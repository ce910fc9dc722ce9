package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

/**
 * The state of a run as the server names it. A name that this client does not know is kept, and is
 * neither finished nor success.
 *
 * @param name such as {@code running}
 */
public record RunState(String name) {
  public static final RunState QUEUED = new RunState("queued");
  public static final RunState RUNNING = new RunState("running");
  public static final RunState SUCCESS = new RunState("success");
  public static final RunState FAILED = new RunState("failed");

  public RunState {
    requireNonNull(name, "name is null");
  }

  /** Whether it has ended; a run that is cleared later is queued again. */
  public boolean isFinished() {
    return equals(SUCCESS) || equals(FAILED);
  }

  @Override
  public String toString() {
    return name;
  }
}
