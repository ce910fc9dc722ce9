package io.tidemark.pipelines.actionlog;

import io.tidemark.pipelines.storage.JobFailedException;

/** Hive refused a statement or could not be reached; the message names its address. */
public class HiveException extends JobFailedException {
  public HiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
