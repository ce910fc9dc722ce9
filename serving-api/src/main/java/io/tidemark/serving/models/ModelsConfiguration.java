package io.tidemark.serving.models;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How models are watched and run.
 *
 * @param poll how often the published releases are read
 * @param retryAfter how long to wait before a release that could not be loaded is tried again
 * @param device where models run
 * @param threads how many threads one run uses; 0 for one
 * @param concurrency how many runs there are at the same time; 0 for as many as there are cores
 * @param candidatesPerRun the most candidates of one run, which bounds the memory of the engine: a
 *     request with more takes several; 0 for 2,048 on a CPU and 16,384 on a GPU
 * @param batch which requests are run together
 */
public record ModelsConfiguration(
    Duration poll,
    Duration retryAfter,
    ScoringDevice device,
    @Min(0) Integer threads,
    @Min(0) Integer concurrency,
    @Min(0) @Max(1 << 17) Integer candidatesPerRun,
    @Valid BatchConfiguration batch) {
  /** What is used where nothing is configured. */
  public static final ModelsConfiguration DEFAULT =
      new ModelsConfiguration(null, null, null, null, null, null, null);

  public ModelsConfiguration {
    poll = requireNonNullElse(poll, Duration.seconds(1));
    retryAfter = requireNonNullElse(retryAfter, Duration.seconds(30));
    device = requireNonNullElse(device, ScoringDevice.AUTO);
    threads = threads == null || threads == 0 ? Integer.valueOf(1) : threads;
    concurrency =
        concurrency == null || concurrency == 0
            ? Integer.valueOf(Runtime.getRuntime().availableProcessors())
            : concurrency;
    candidatesPerRun = requireNonNullElse(candidatesPerRun, 0);
    batch = requireNonNullElse(batch, BatchConfiguration.DEFAULT);
  }

  /** The most candidates of one run on that kind of device. */
  int candidatesPerRun(boolean gpu) {
    if (candidatesPerRun > 0) {
      return candidatesPerRun;
    }
    return gpu ? 16_384 : 2_048;
  }
}
