package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import java.util.concurrent.TimeUnit;

/**
 * What is asked of each side, and what a ranking does with one that misses it.
 *
 * @param batchAge an embedding older than this is stale
 * @param pipelineLag a stream whose watermark is older than this, or has not moved for so long, is
 *     behind
 * @param ifStale what rankings do with an embedding that is stale
 * @param ifBehind what rankings do with live actions while the stream is behind
 */
public record ObjectivesConfiguration(
    @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration batchAge,
    @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration pipelineLag,
    Otherwise ifStale,
    Otherwise ifBehind) {
  /** What is used where nothing is configured. */
  public static final ObjectivesConfiguration DEFAULT =
      new ObjectivesConfiguration(null, null, null, null);

  public ObjectivesConfiguration {
    batchAge = requireNonNullElse(batchAge, Duration.hours(36));
    pipelineLag = requireNonNullElse(pipelineLag, Duration.seconds(5));
    ifStale = requireNonNullElse(ifStale, Otherwise.USE);
    ifBehind = requireNonNullElse(ifBehind, Otherwise.USE);
  }
}
