package io.tidemark.serving.models;

/** A model that failed on an input. */
public final class ScoringException extends Exception {
  /** What happened; {@code cause} may be null. */
  public ScoringException(String message, Throwable cause) {
    super(message, cause);
  }
}
