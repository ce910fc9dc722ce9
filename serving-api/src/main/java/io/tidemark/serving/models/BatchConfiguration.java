package io.tidemark.serving.models;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Which requests are scored together.
 *
 * @param maxRequests the most requests of one run; 0 for {@value #ON_GPU} on a GPU and 1, that is
 *     none together, on a CPU
 * @param maxWait how long the first request of a run waits for others
 * @param maxQueue how many requests may wait for a run; more are not taken
 */
public record BatchConfiguration(
    @Min(0) @Max(256) Integer maxRequests, Duration maxWait, @Min(1) Integer maxQueue) {
  static final int ON_GPU = 16;

  static final BatchConfiguration DEFAULT = new BatchConfiguration(null, null, null);

  public BatchConfiguration {
    maxRequests = requireNonNullElse(maxRequests, 0);
    maxWait = requireNonNullElse(maxWait, Duration.milliseconds(1));
    maxQueue = requireNonNullElse(maxQueue, 256);
  }

  /** The most requests of one run on that kind of device. */
  int requests(boolean gpu) {
    if (maxRequests > 0) {
      return maxRequests;
    }
    return gpu ? ON_GPU : 1;
  }
}
