package io.tidemark.workflows.scheduler;

/** A wish that does not fit how things stand. */
public final class RefusedException extends SchedulerException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** There is no such workflow, run or task. */
    NOT_FOUND,
    /** It is there already. */
    EXISTS,
    /** Its state does not allow it. */
    STATE
  }

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
