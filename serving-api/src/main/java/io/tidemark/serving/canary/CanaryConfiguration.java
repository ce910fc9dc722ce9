package io.tidemark.serving.canary;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import java.util.concurrent.TimeUnit;

/**
 * How the canaries act.
 *
 * @param enabled whether they do
 * @param every how often one acts in each partition; not while it waits for its last action
 * @param giveUpAfter an action that is in no ranking by then is lost
 * @param host where this API is reached over HTTP from this machine
 */
public record CanaryConfiguration(
    Boolean enabled,
    @MinDuration(value = 10, unit = TimeUnit.MILLISECONDS) Duration every,
    @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration giveUpAfter,
    String host) {
  /** What is used where nothing is configured. */
  public static final CanaryConfiguration DEFAULT = new CanaryConfiguration(null, null, null, null);

  public CanaryConfiguration {
    enabled = requireNonNullElse(enabled, true);
    every = requireNonNullElse(every, Duration.seconds(3));
    giveUpAfter = requireNonNullElse(giveUpAfter, Duration.seconds(30));
    host = requireNonNullElse(host, "127.0.0.1");
  }
}
