package io.tidemark.infra.stack;

/** The stack cannot do what was asked; the message says why and what to do about it. */
public class StackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
