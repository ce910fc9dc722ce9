package io.tidemark.workflows;

import java.time.Duration;

/**
 * How one task of a run ended.
 *
 * @param taskId which task
 * @param state how it ended
 * @param exitCode of its process; 0 if it was never started
 * @param duration of its process; zero if it was never started
 */
public record TaskRun(String taskId, State state, int exitCode, Duration duration) {
  /** The end states, named as Airflow names them. */
  public enum State {
    SUCCESS,
    FAILED,
    UPSTREAM_FAILED
  }
}
