package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

/** A request that was not answered as asked. Neither password nor token is ever in it. */
public final class AirflowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** Nothing answered, or not in time. */
    UNREACHABLE,
    /** What answers is not Airflow's API, or not in a form that is known. */
    UNINTELLIGIBLE,
    /** User or password is wrong. */
    UNAUTHENTICATED,
    /** The user may not do this. */
    FORBIDDEN,
    /** There is no such workflow, run, task, key. */
    NOT_FOUND,
    /** It exists already, or its state does not allow this. */
    CONFLICT,
    /** The server does not take the request's fields. */
    REFUSED,
    /** The server failed. */
    SERVER
  }

  private final Kind kind;
  private final int status;

  AirflowException(Kind kind, int status, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind is null");
    this.status = status;
  }

  AirflowException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.status = 0;
  }

  static AirflowException of(int status, String what, String detail) {
    return new AirflowException(
        kindOf(status), status, "%s: %s (HTTP %d)".formatted(what, detail, status));
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** The answer's status, 0 if there was none. */
  public int status() {
    return status;
  }

  private static Kind kindOf(int status) {
    return switch (status) {
      case 401 -> Kind.UNAUTHENTICATED;
      case 403 -> Kind.FORBIDDEN;
      case 404 -> Kind.NOT_FOUND;
      case 409 -> Kind.CONFLICT;
      default -> status >= 500 ? Kind.SERVER : Kind.REFUSED;
    };
  }
}
