package io.tidemark.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.inference.ChiSquareTest;

/**
 * Whether the arms have the users that they should have. If not, something other than chance put
 * users into arms or lost them on the way, and no other number of the experiment can be trusted
 * (Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019).
 *
 * @param pValue of Pearson's chi-squared test; 1 without users
 * @param mismatch whether it is less than {@value #ALARM}
 */
public record SampleRatio(double pValue, boolean mismatch) {
  /** So small that a thousand sound experiments raise one alarm. */
  public static final double ALARM = 0.001;

  /**
   * Compares users with shares.
   *
   * @param users of each arm
   * @param shares that each arm should have, positive; any sum
   */
  public static SampleRatio of(long[] users, double[] shares) {
    if (users.length != shares.length || users.length < 2) {
      throw new IllegalArgumentException(
          "%d arms and %d shares".formatted(users.length, shares.length));
    }
    long total = Arrays.stream(users).sum();
    if (total == 0) {
      return new SampleRatio(1, false);
    }
    double sum = Arrays.stream(shares).sum();
    double[] expected = Arrays.stream(shares).map(share -> total * share / sum).toArray();
    double pValue = new ChiSquareTest().chiSquareTest(expected, users);
    return new SampleRatio(pValue, pValue < ALARM);
  }
}
