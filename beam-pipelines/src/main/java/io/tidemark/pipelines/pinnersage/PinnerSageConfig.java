package io.tidemark.pipelines.pinnersage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * How actions become clusters.
 *
 * @param alpha the largest Ward distance at which two clusters still become one; the paper names
 *     none. Of two single pins it is their squared distance: 1 where their cosine is a half
 * @param lambda how fast importance decays, a day (2007.03634, section 3.4: 0.01)
 * @param lookback how far before the newest action actions count (section 3.1: 90 days)
 * @param actions the most positive actions that are clustered, the newest: memory grows with the
 *     square of their pins, 200 MB for 5,000
 */
public record PinnerSageConfig(double alpha, double lambda, Duration lookback, int actions)
    implements Serializable {
  static final double ALPHA = 1;
  static final double LAMBDA = 0.01;
  static final int LOOKBACK_DAYS = 90;
  static final int ACTIONS = 5_000;
  static final int INTERESTS = 100;

  public PinnerSageConfig {
    if (!(alpha >= 0)) {
      throw new IllegalArgumentException("alpha must not be negative: " + alpha);
    }
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("lambda must not be negative: " + lambda);
    }
    if (lookback.isNegative() || lookback.isZero()) {
      throw new IllegalArgumentException("lookback must be positive: " + lookback);
    }
    if (actions < 1 || actions > HierarchicalClustering.MAX_POINTS) {
      throw new IllegalArgumentException(
          "actions must be 1 to %d: %d".formatted(HierarchicalClustering.MAX_POINTS, actions));
    }
  }

  /** The paper's choices, and ours where it makes none. */
  public static PinnerSageConfig standard() {
    return new PinnerSageConfig(ALPHA, LAMBDA, Duration.ofDays(LOOKBACK_DAYS), ACTIONS);
  }

  /** The same for fewer or more actions of a user. */
  PinnerSageConfig withActions(int other) {
    return new PinnerSageConfig(alpha, lambda, lookback, other);
  }

  /**
   * What interests of this configuration over those pins are called: those of another one are not
   * comparable, and are never mixed with them.
   *
   * @param pins the version of the pins, such as {@code pins-20220421T000000Z-d81883}
   * @param positiveActions what is clustered, as {@code PositiveActions} writes it
   */
  String version(String pins, String positiveActions) {
    CRC32C sum = new CRC32C();
    sum.update("%s %s".formatted(this, positiveActions).getBytes(UTF_8));
    String space = pins.startsWith("pins-") ? pins.substring("pins-".length()) : pins;
    return "pinnersage-%s-%06x".formatted(space, sum.getValue() & 0xffffff);
  }
}
