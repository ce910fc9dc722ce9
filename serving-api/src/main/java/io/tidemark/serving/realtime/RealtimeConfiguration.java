package io.tidemark.serving.realtime;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.concurrent.TimeUnit;

/**
 * Whether and how embeddings are computed at the moment of a request, for arms of experiments whose
 * cadence is realtime.
 *
 * @param enabled whether they may be; without it such arms are refused
 * @param timeout how long one may take: reading the history, waiting for a turn, reading pins. What
 *     the model itself takes comes on top
 * @param concurrency how many are computed at the same time; 0 is half of the cores, at least one
 */
public record RealtimeConfiguration(
    Boolean enabled,
    @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration timeout,
    @Min(0) @Max(1024) Integer concurrency) {
  /** What is used where nothing is configured. */
  public static final RealtimeConfiguration DEFAULT = new RealtimeConfiguration(null, null, null);

  public RealtimeConfiguration {
    enabled = requireNonNullElse(enabled, true);
    timeout = requireNonNullElse(timeout, Duration.milliseconds(100));
    concurrency = requireNonNullElse(concurrency, 0);
  }

  /** How many are computed at the same time, on this machine. */
  int turns() {
    return concurrency > 0
        ? concurrency
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
