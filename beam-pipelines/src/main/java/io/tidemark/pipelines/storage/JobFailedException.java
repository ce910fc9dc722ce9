package io.tidemark.pipelines.storage;

/**
 * A job cannot go on for a reason its user can understand: the message says what is wrong and what
 * to do about it, and is all that the user is shown.
 */
public class JobFailedException extends RuntimeException {
  public JobFailedException(String message) {
    super(message);
  }

  public JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
