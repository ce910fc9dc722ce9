package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.tidemark.store.SchemaConfig;
import jakarta.validation.Valid;
import java.util.concurrent.TimeUnit;

/**
 * When is fresh no longer fresh.
 *
 * @param objectives what is asked of each side
 * @param userQuietAfter a user whose newest action is older than this is quiet
 * @param liveKept how long HBase keeps a live action
 * @param readingLostAfter watermarks and releases that could not be read again for this long are
 *     unknown
 * @param clockTolerance how far the broker's clock may be ahead of this machine's; a watermark that
 *     is further ahead says nothing
 * @param refresh how often the watermarks are read
 */
public record FreshnessConfiguration(
    @Valid ObjectivesConfiguration objectives,
    Duration userQuietAfter,
    Duration liveKept,
    Duration readingLostAfter,
    Duration clockTolerance,
    @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration refresh) {
  /** What is used where nothing is configured. */
  public static final FreshnessConfiguration DEFAULT =
      new FreshnessConfiguration(null, null, null, null, null, null);

  public FreshnessConfiguration {
    objectives = requireNonNullElse(objectives, ObjectivesConfiguration.DEFAULT);
    userQuietAfter = requireNonNullElse(userQuietAfter, Duration.minutes(30));
    liveKept =
        requireNonNullElse(liveKept, Duration.seconds(SchemaConfig.DEFAULT.liveTtl().toSeconds()));
    readingLostAfter = requireNonNullElse(readingLostAfter, Duration.seconds(5));
    clockTolerance = requireNonNullElse(clockTolerance, Duration.seconds(1));
    refresh = requireNonNullElse(refresh, Duration.seconds(1));
  }
}
