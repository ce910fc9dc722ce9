package io.tidemark.workflows.scheduler;

/** The scheduler cannot do what it was asked; the message says why and what to do. */
public class SchedulerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SchedulerException(String message) {
    super(message);
  }

  public SchedulerException(String message, Throwable cause) {
    super(message, cause);
  }
}
