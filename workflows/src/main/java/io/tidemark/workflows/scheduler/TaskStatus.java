package io.tidemark.workflows.scheduler;

import java.util.Locale;

/**
 * The state of a task in a run, named as Airflow names it; where nothing was decided, there is
 * none.
 */
public enum TaskStatus {
  /** It may run; waits for slots, or for its last try's processes to end. */
  SCHEDULED,
  /** Its process is being started. */
  QUEUED,
  RUNNING,
  SUCCESS,
  FAILED,
  UP_FOR_RETRY,
  UPSTREAM_FAILED,
  SKIPPED,
  /** Cleared while it ran: its processes are being ended, then it begins anew. */
  RESTARTING,
  /** The workflow has no such task any more. */
  REMOVED;

  /** In the database and on the wire. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinished() {
    return switch (this) {
      case SUCCESS, FAILED, UPSTREAM_FAILED, SKIPPED, REMOVED -> true;
      case SCHEDULED, QUEUED, RUNNING, UP_FOR_RETRY, RESTARTING -> false;
    };
  }

  /** Whether it takes slots of its pool. */
  public boolean takesSlots() {
    return this == QUEUED || this == RUNNING || this == RESTARTING;
  }

  /**
   * @throws IllegalArgumentException if there is no such state
   */
  public static TaskStatus of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
