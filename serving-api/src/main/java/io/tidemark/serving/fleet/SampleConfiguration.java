package io.tidemark.serving.fleet;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.concurrent.TimeUnit;

/**
 * How users are sampled. What it costs is bounded: a user takes about as much as four rankings, so
 * with a ranker that computes for long users are measured less often.
 *
 * @param enabled whether they are
 * @param every how often one user is measured at most
 * @param share the most of one thread's time that measuring users may take
 * @param users of how many the embedding's age is read at a time
 * @param candidates how many pins a user is ranked over
 */
public record SampleConfiguration(
    Boolean enabled,
    @MinDuration(value = 10, unit = TimeUnit.MILLISECONDS) Duration every,
    @DecimalMin("0.0001") @DecimalMax("1") Double share,
    @Min(1) @Max(100_000) Integer users,
    @Min(1) @Max(1000) Integer candidates) {
  /** What is used where nothing is configured. */
  public static final SampleConfiguration DEFAULT =
      new SampleConfiguration(null, null, null, null, null);

  public SampleConfiguration {
    enabled = requireNonNullElse(enabled, true);
    every = requireNonNullElse(every, Duration.seconds(5));
    share = requireNonNullElse(share, 0.02);
    users = requireNonNullElse(users, 5_000);
    candidates = requireNonNullElse(candidates, 200);
  }

  /** How many nanoseconds to wait after a user took so many. */
  long pauseAfter(long nanos) {
    return Math.max(every.toNanoseconds(), (long) (nanos * (1 / share - 1)));
  }
}
