package io.tidemark.infra.stack;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a component is right now.
 *
 * @param component which
 * @param state as found by looking at its process and asking its server
 * @param record what is recorded about it; empty if it is stopped
 * @param residentBytes memory of its process; empty if it has none or the system does not say
 * @param detail one line: what it answered, or what is wrong and where to look
 */
public record ComponentStatus(
    Component component,
    State state,
    Optional<ComponentRecord> record,
    OptionalLong residentBytes,
    String detail) {
  /** The states a component can be in. */
  public enum State {
    /** Its server answers real requests. */
    UP,
    /** Its process lives; its server has not answered yet. */
    STARTING,
    /** Its process lives; its server does not answer. */
    UNRESPONSIVE,
    /** It was started, and its process has ended without being stopped. */
    DEAD,
    /** It was stopped, or never started. */
    STOPPED
  }

  public ComponentStatus {
    requireNonNull(component, "component is null");
    requireNonNull(state, "state is null");
    requireNonNull(record, "record is null");
    requireNonNull(residentBytes, "residentBytes is null");
    requireNonNull(detail, "detail is null");
  }
}
