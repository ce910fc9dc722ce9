package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a release of interests was made: whoever makes interests of the same pins by the same
 * settings makes the same ones, as the live stream and the ranker's trainer have to.
 *
 * @param config of the clustering
 * @param positives what is clustered
 * @param most interests of a user that are kept
 */
public record InterestSettings(PinnerSageConfig config, PositiveActions positives, int most)
    implements Serializable {
  private static final String ALPHA = "alpha";
  private static final String LAMBDA = "lambda";
  private static final String LOOKBACK = "lookback";
  private static final String ACTIONS = "max_actions";
  private static final String MOST = "max_interests";
  private static final String POSITIVES = "positive_actions";

  public InterestSettings {
    requireNonNull(config, "config is null");
    requireNonNull(positives, "positives is null");
    if (most < 1 || most > InterestProfile.MAX_INTERESTS) {
      throw new IllegalArgumentException(
          "--maxInterests is %d: give 1 to %d".formatted(most, InterestProfile.MAX_INTERESTS));
    }
  }

  /**
   * Those of a release.
   *
   * @return empty if the release does not tell how it was made
   */
  public static Optional<InterestSettings> of(Release release) {
    Map<String, String> checks = release.checks();
    if (!checks.keySet().containsAll(List.of(ALPHA, LAMBDA, POSITIVES))) {
      return Optional.empty();
    }
    // Releases of an older make do not tell the rest, which was as it is by default.
    PinnerSageConfig standard = PinnerSageConfig.standard();
    return Optional.of(
        new InterestSettings(
            new PinnerSageConfig(
                Double.parseDouble(checks.get(ALPHA)),
                Double.parseDouble(checks.get(LAMBDA)),
                Optional.ofNullable(checks.get(LOOKBACK))
                    .map(Duration::parse)
                    .orElse(standard.lookback()),
                Optional.ofNullable(checks.get(ACTIONS))
                    .map(Integer::parseInt)
                    .orElse(standard.actions())),
            PositiveActions.parse(checks.get(POSITIVES)),
            Optional.ofNullable(checks.get(MOST))
                .map(Integer::parseInt)
                .orElse(PinnerSageConfig.INTERESTS)));
  }

  /** As a release tells them among its checks. */
  Map<String, String> checks() {
    return Map.of(
        ALPHA, Double.toString(config.alpha()),
        LAMBDA, Double.toString(config.lambda()),
        LOOKBACK, config.lookback().toString(),
        ACTIONS, Integer.toString(config.actions()),
        MOST, Integer.toString(most),
        POSITIVES, positives.toString());
  }

  /**
   * What interests made by them of those pins are called.
   *
   * @param pins the version of the pins
   */
  String version(String pins) {
    return config.version(pins, positives + " " + most);
  }
}
