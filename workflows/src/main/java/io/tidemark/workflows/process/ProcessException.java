package io.tidemark.workflows.process;

/** A process that could not be started or looked at. */
public final class ProcessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
