package io.tidemark.workflows.scheduler;

import java.util.Locale;

/** The state of a run, named as Airflow names it. */
public enum RunStatus {
  QUEUED,
  RUNNING,
  SUCCESS,
  FAILED;

  /** In the database and on the wire. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinished() {
    return this == SUCCESS || this == FAILED;
  }

  /**
   * @throws IllegalArgumentException if there is no such state
   */
  public static RunStatus of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
