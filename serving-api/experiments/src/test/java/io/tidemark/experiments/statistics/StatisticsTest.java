package io.tidemark.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final double ALPHA = 0.05;

  @Test
  void momentsAddedUpInPartsAreThoseOfAllRows() {
    SplittableRandom random = new SplittableRandom(1);
    double[][] rows = new double[500][3];
    Moments whole = new Moments(3);
    Moments first = new Moments(3);
    Moments rest = new Moments(3);
    for (int i = 0; i < rows.length; i++) {
      double shared = random.nextDouble();
      rows[i] = new double[] {1e9 + shared, shared + random.nextDouble(), -shared};
      whole.add(rows[i]);
      (i < 123 ? first : rest).add(rows[i]);
    }
    Moments merged = new Moments(3).merge(first).merge(rest);
    double[][] expected = new Covariance(rows).getCovarianceMatrix().getData();

    for (int i = 0; i < 3; i++) {
      assertThat(merged.mean(i)).isCloseTo(whole.mean(i), within(1e-6));
      for (int j = 0; j < 3; j++) {
        assertThat(whole.covariance(i, j)).isCloseTo(expected[i][j], within(1e-6));
        assertThat(merged.covariance(i, j)).isCloseTo(expected[i][j], within(1e-6));
      }
    }
  }

  /** R: t.test(c(5,7,9,4,8), c(4,3,6,5,2,4)) gives t = 2.7136, df = 6.4206, p = 0.03265. */
  @Test
  void theDifferenceOfTwoMeansIsThatOfWelchsTest() {
    Difference difference =
        Difference.absolute(estimate(5, 7, 9, 4, 8), estimate(4, 3, 6, 5, 2, 4));

    assertThat(difference.value()).isCloseTo(2.6, within(1e-12));
    assertThat(difference.statistic()).isCloseTo(WELCH_T, within(1e-9));
    assertThat(difference.degreesOfFreedom()).isCloseTo(WELCH_DF, within(1e-9));
  }

  /** Worked out by hand: means 6.6 and 4, variances 4.3 and 2. */
  private static final double WELCH_T = 2.6 / Math.sqrt(4.3 / 5 + 2.0 / 6);

  private static final double WELCH_DF =
      Math.pow(4.3 / 5 + 2.0 / 6, 2) / (Math.pow(4.3 / 5, 2) / 4 + Math.pow(2.0 / 6, 2) / 5);

  @Test
  void theIntervalForOneLookAndItsPValueSayTheSame() {
    Difference difference =
        Difference.absolute(estimate(5, 7, 9, 4, 8), estimate(4, 3, 6, 5, 2, 4));

    assertThat(difference.interval(difference.pValue()).low()).isCloseTo(0, within(1e-9));
    assertThat(difference.interval(ALPHA).contains(0)).isEqualTo(difference.pValue() > ALPHA);
  }

  @Test
  void aRatioVariesAsTheDeltaMethodSays() {
    MetricMoments moments = new MetricMoments();
    double[][] users = {{1, 10}, {4, 20}, {0, 5}, {3, 12}, {2, 3}};
    double ratio = 10 / 50.0;
    double squares = 0;
    for (double[] user : users) {
      moments.add(user[0], user[1], 0, 0);
      squares += Math.pow((user[0] - ratio * user[1]) / 10, 2);
    }

    assertThat(moments.ratio()).isCloseTo(ratio, within(1e-12));
    assertThat(moments.variance()).isCloseTo(squares / 4, within(1e-12));
  }

  @Test
  void aRelativeLiftIsUnknownWhereTheControlMayBeNothing() {
    assertThat(Difference.relative(estimate(1, 2, 3), estimate(0, 0, 1, 0)).isKnown()).isFalse();
    Difference lift = Difference.relative(estimate(11, 11.2, 10.8), estimate(10, 10.1, 9.9));
    assertThat(lift.value()).isCloseTo(0.1, within(1e-12));
    assertThat(lift.variance()).isCloseTo(0.04 / 3 / 100 + 1.21 * 0.01 / 3 / 100, within(1e-12));
  }

  @Test
  void whatUsersWereBeforeIsTakenOffTheirDifference() {
    SplittableRandom random = new SplittableRandom(7);
    MetricMoments control = new MetricMoments();
    MetricMoments treatment = new MetricMoments();
    for (int i = 0; i < 4_000; i++) {
      double before = 10 * random.nextDouble() + (i % 2 == 0 ? 1 : 0);
      double noise = random.nextDouble();
      // The even were more to begin with; the treatment itself does nothing.
      (i % 2 == 0 ? treatment : control).add(before + noise, 1, before, 1);
    }

    Estimates adjusted = Estimates.adjusted(List.of(control, treatment));
    Difference difference = Difference.absolute(adjusted.arms().get(1), adjusted.arms().get(0));

    assertThat(adjusted.theta()).isCloseTo(1, within(0.01));
    assertThat(adjusted.varianceReduction()).isBetween(0.98, 1.0);
    assertThat(difference.interval(ALPHA).contains(0)).isTrue();
    assertThat(adjusted.arms().get(1).rawValue() - adjusted.arms().get(0).rawValue())
        .isGreaterThan(0.1);
  }

  @Test
  void withoutAnythingBeforeNothingIsTakenOff() {
    MetricMoments arm = new MetricMoments();
    for (int i = 0; i < 10; i++) {
      arm.add(i, 1, 0, 1);
    }

    assertThat(Estimates.adjusted(List.of(arm, arm)))
        .isEqualTo(Estimates.unadjusted(List.of(arm, arm)));
  }

  @Test
  void intervalsThatAlwaysHoldAreWiderAndAgreeWithTheirPValue() {
    AlwaysValid always = new AlwaysValid(ALPHA, 1_000);
    Difference difference = new Difference(2, 1, 500, 1_000);

    assertThat(always.interval(difference).width())
        .isGreaterThan(1.4 * difference.interval(ALPHA).width());
    double edge = always.interval(difference).width() / 2;
    Difference atTheEdge = new Difference(edge, 1, 500, 1_000);
    assertThat(always.pValue(atTheEdge)).isCloseTo(ALPHA, within(1e-9));
    assertThat(always.pValue(new Difference(0, 1, 500, 1_000))).isEqualTo(1);
  }

  @Test
  void intervalsThatAlwaysHoldAreTightestWhereTheyAreTunedTo() {
    double tuned = relativeWidth(1_000);
    assertThat(tuned).isLessThan(relativeWidth(100)).isLessThan(relativeWidth(10_000));
  }

  /** In standard errors, at a sample of 1,000. */
  private static double relativeWidth(double tightestAt) {
    return new AlwaysValid(ALPHA, tightestAt).interval(new Difference(0, 1, 500, 1_000)).width();
  }

  /** Bounds of R's ldbounds for five equal looks, alpha 0.05 on both sides, O'Brien-Fleming. */
  @Test
  void plannedLooksHaveTheBoundsThatArePublished() {
    double[] fifths = {0.2, 0.4, 0.6, 0.8, 1};

    double[] critical = PlannedLooks.criticalValues(fifths, fifths, ALPHA);

    assertThat(critical)
        .containsExactly(new double[] {4.8769, 3.3569, 2.6803, 2.2898, 2.0310}, within(2e-3));
  }

  @Test
  void oneLookAtTheEndIsTheUsualOne() {
    assertThat(PlannedLooks.criticalValues(new double[] {1}, new double[] {7}, ALPHA)[0])
        .isCloseTo(1.96, within(1e-3));
  }

  /** Holm's own example: three of .01, .02, .03 become .03, .04, .04. */
  @Test
  void severalArmsAreHeldToMoreThanOne() {
    assertThat(Holm.adjust(new double[] {0.03, 0.01, 0.02}))
        .containsExactly(new double[] {0.04, 0.03, 0.04}, within(1e-12));
    assertThat(Holm.adjust(new double[] {0.5, Double.NaN, 0.9}))
        .containsExactly(new double[] {1, Double.NaN, 1}, within(1e-12));
  }

  @Test
  void armsThatLostUsersRaiseTheAlarmAndOthersDoNot() {
    assertThat(SampleRatio.of(new long[] {50_000, 48_900}, new double[] {1, 1}).mismatch())
        .isTrue();
    assertThat(SampleRatio.of(new long[] {50_000, 49_800}, new double[] {1, 1}).mismatch())
        .isFalse();
    assertThat(SampleRatio.of(new long[] {75_100, 24_900}, new double[] {3, 1}).mismatch())
        .isFalse();
    assertThat(SampleRatio.of(new long[] {0, 0}, new double[] {1, 1}).pValue()).isEqualTo(1);
  }

  private static ArmEstimate estimate(double... values) {
    MetricMoments moments = new MetricMoments();
    for (double value : values) {
      moments.add(value, 1, 0, 1);
    }
    return Estimates.unadjusted(List.of(moments)).arms().get(0);
  }
}
