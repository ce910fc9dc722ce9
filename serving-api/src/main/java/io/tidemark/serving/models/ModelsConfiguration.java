package io.tidemark.serving.models;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Min;

/**
 * How models are watched and run.
 *
 * @param poll how often the published releases are read
 * @param retryAfter how long to wait before a release that could not be loaded is tried again
 * @param device where models run
 * @param threads how many threads one scoring uses; 0 for as many as there are cores
 * @param concurrency how many scorings run at the same time; 0 for as many as there are cores
 * @param maxWait how long a request waits for its turn to score before it is answered 503
 */
public record ModelsConfiguration(
    Duration poll,
    Duration retryAfter,
    ScoringDevice device,
    @Min(0) Integer threads,
    @Min(0) Integer concurrency,
    Duration maxWait) {
  public ModelsConfiguration {
    poll = requireNonNullElse(poll, Duration.seconds(1));
    retryAfter = requireNonNullElse(retryAfter, Duration.seconds(30));
    device = requireNonNullElse(device, ScoringDevice.AUTO);
    threads = atLeastOne(threads);
    concurrency = atLeastOne(concurrency);
    maxWait = requireNonNullElse(maxWait, Duration.milliseconds(500));
  }

  private static int atLeastOne(Integer configured) {
    return configured == null || configured == 0
        ? Runtime.getRuntime().availableProcessors()
        : configured;
  }
}
