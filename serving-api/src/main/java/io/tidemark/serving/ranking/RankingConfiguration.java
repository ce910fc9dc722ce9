package io.tidemark.serving.ranking;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.ValidationMethod;
import io.tidemark.serving.admission.AdmissionConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;

/**
 * How rankings are made.
 *
 * @param timeout how long a ranking may take if its request does not say
 * @param maxTimeout the longest that a request may ask for
 * @param maxUsers the most users of one {@code rank:batch}
 * @param headWeights what a head counts in the utility, by its name, instead of what the ranker
 *     comes with
 * @param admission how many rankings are taken on at once
 */
public record RankingConfiguration(
    Duration timeout,
    Duration maxTimeout,
    @Min(1) @Max(1000) Integer maxUsers,
    Map<String, Float> headWeights,
    @Valid AdmissionConfiguration admission) {
  /** What is used where nothing is configured. */
  public static final RankingConfiguration DEFAULT =
      new RankingConfiguration(null, null, null, null, null);

  public RankingConfiguration {
    timeout = requireNonNullElse(timeout, Duration.milliseconds(500));
    maxTimeout = requireNonNullElse(maxTimeout, Duration.seconds(5));
    maxUsers = requireNonNullElse(maxUsers, 100);
    headWeights = Map.copyOf(requireNonNullElse(headWeights, Map.of()));
    admission = requireNonNullElse(admission, AdmissionConfiguration.DEFAULT);
  }

  /** Whether every weight is a number. */
  @ValidationMethod(message = "headWeights has a weight that is not a finite number")
  public boolean isEveryHeadWeightFinite() {
    return headWeights.values().stream().allMatch(Float::isFinite);
  }

  /** Whether a request that does not say how long it may take stays within the limit. */
  @ValidationMethod(message = "timeout is not from 1 ms to maxTimeout")
  public boolean isTimeoutAllowed() {
    return timeout.toMilliseconds() >= 1 && timeout.toMilliseconds() <= maxTimeout.toMilliseconds();
  }
}
