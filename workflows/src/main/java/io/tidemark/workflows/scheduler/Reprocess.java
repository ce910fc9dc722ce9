package io.tidemark.workflows.scheduler;

/** What a backfill does with dates that have a run already, as Airflow names it. */
public enum Reprocess {
  /** They keep it. */
  NONE("none"),
  /** It runs again if it has failed. */
  FAILED("failed"),
  /** It runs again if it has ended. */
  COMPLETED("completed");

  private final String id;

  Reprocess(String id) {
    this.id = id;
  }

  /** As the API writes it. */
  public String id() {
    return id;
  }

  /**
   * The one of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Reprocess of(String id) {
    for (Reprocess each : values()) {
      if (each.id.equals(id)) {
        return each;
      }
    }
    throw new IllegalArgumentException("'%s' is not one of none, failed, completed".formatted(id));
  }

  boolean includes(RunStatus state) {
    return switch (this) {
      case NONE -> false;
      case FAILED -> state == RunStatus.FAILED;
      case COMPLETED -> state.isFinished();
    };
  }
}
