package io.tidemark.workflows.scheduler;

import io.tidemark.workflows.process.ProcessKey;
import java.time.Instant;

/**
 * A try's process that was let go and has not been seen to end.
 *
 * @param runKey of the run
 * @param taskId of the task
 * @param tryNumber of the try
 * @param pid of the process
 * @param startTicks when it started, since boot
 * @param boot id of the boot
 * @param started when the try began
 */
public record Attempt(
    long runKey,
    String taskId,
    int tryNumber,
    long pid,
    long startTicks,
    String boot,
    Instant started) {
  TryKey key() {
    return new TryKey(runKey, taskId, tryNumber);
  }

  ProcessKey process() {
    return new ProcessKey(pid, startTicks, boot);
  }
}
