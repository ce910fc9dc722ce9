package io.tidemark.serving.models;

/** A published model that cannot be served, and why. */
public final class ModelLoadException extends Exception {
  /** A reason in words, naming the file. */
  public ModelLoadException(String message) {
    super(message);
  }

  /** A reason in words, and what caused it. */
  public ModelLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
