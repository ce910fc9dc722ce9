package io.tidemark.serving.actions;

import io.tidemark.store.Action;
import java.util.List;
import java.util.OptionalInt;

/** The log that live actions are appended to before they are acknowledged. */
public interface ActionLog {
  /**
   * Appends actions and returns once all of them are durable.
   *
   * @throws io.tidemark.serving.errors.RefusedException if not all are known to be durable in time
   */
  void append(List<Action> actions);

  /** How many partitions the log has, empty while that is not known. Never waits. */
  OptionalInt partitions();
}
