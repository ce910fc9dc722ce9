package io.tidemark.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RollingHistogramTest {
  @Test
  void whatIsOlderThanTheSlicesIsForgotten() {
    RollingHistogram histogram = new RollingHistogram(1_000, 2);
    histogram.record(1);
    assertThat(histogram.all().getTotalCount()).isEqualTo(1);
    histogram.turn();
    histogram.record(2);
    histogram.record(2);
    assertThat(histogram.all().getTotalCount()).isEqualTo(3);
    assertThat(histogram.all().getTotalCount()).as("looking changes nothing").isEqualTo(3);
    histogram.turn();
    assertThat(histogram.all().getTotalCount()).isEqualTo(2);
    assertThat(histogram.all().getMinValue()).isEqualTo(2);
    histogram.turn();
    assertThat(histogram.all().getTotalCount()).isZero();
  }

  @Test
  void percentilesAreWithinAPercentAndAbsentWithoutValues() {
    RollingHistogram histogram = new RollingHistogram(1_000_000, 3);
    assertThat(Percentiles.of(histogram.all(), 1)).isEqualTo(Percentiles.NONE);
    for (int i = 1; i <= 1_000; i++) {
      histogram.record(i * 100L);
    }
    histogram.record(Long.MAX_VALUE);
    Percentiles percentiles = Percentiles.of(histogram.all(), 0.01);
    assertThat(percentiles.count()).isEqualTo(1_001);
    assertThat(percentiles.p50()).isCloseTo(500, within(5.0));
    assertThat(percentiles.p90()).isCloseTo(900, within(9.0));
    assertThat(percentiles.p99()).isCloseTo(990, within(10.0));
    assertThat(percentiles.max()).as("cut at the highest").isCloseTo(10_000, within(100.0));
  }

  @Test
  void noPercentileIsAboveWhatWasRecorded() {
    RollingHistogram histogram = new RollingHistogram(200_000, 1);
    histogram.record(100_000);
    Percentiles percentiles = Percentiles.of(histogram.all(), 1e-5);
    assertThat(percentiles.p50()).isLessThanOrEqualTo(1).isCloseTo(1, within(0.01));
    assertThat(percentiles.max()).isLessThanOrEqualTo(1).isCloseTo(1, within(0.01));
  }

  @Test
  void valuesThatAreKeptThemselvesAreExact() {
    assertThat(Percentiles.of(new double[] {1, 0.3, 1, 0.9}))
        .isEqualTo(new Percentiles(4, 0.9, 1.0, 1.0, 1.0));
    assertThat(Percentiles.of(new double[0])).isEqualTo(Percentiles.NONE);
    RollingValues values = new RollingValues(2, 3);
    for (double value : new double[] {1, 2, 3, 4}) {
      values.record(value);
    }
    assertThat(values.all()).as("the newest of a slice").containsExactly(2, 3, 4);
    values.turn();
    values.record(5);
    assertThat(values.all()).containsExactly(2, 3, 4, 5);
    values.turn();
    assertThat(values.all()).as("the newest slices").containsExactly(5);
  }
}
