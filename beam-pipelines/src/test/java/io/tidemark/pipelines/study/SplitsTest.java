package io.tidemark.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.evaluation.TimeSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final Splits SHORT =
      Splits.within(Instant.parse("2022-04-07T15:44:48Z"), Instant.parse("2022-04-21T15:51:55Z"));
  private static final Splits LONG =
      Splits.within(Instant.parse("2016-03-14T00:10:00Z"), Instant.parse("2017-02-28T12:00:00Z"));

  @Test
  void aShortLogIsSplitOnceNearItsEnd() {
    assertThat(SHORT.list())
        .containsExactly(new TimeSplit(Instant.parse("2022-04-20T00:00:00Z"), Duration.ofDays(2)));
  }

  @Test
  void aLongLogIsSplitSeveralTimesAfterItsFirstThird() {
    List<TimeSplit> splits = LONG.list();

    assertThat(splits).hasSize(4);
    assertThat(splits.get(0).t0()).isAfter(Instant.parse("2016-07-05T00:00:00Z"));
    assertThat(splits.get(3).end()).isEqualTo(Instant.parse("2017-03-01T00:00:00Z"));
    assertThat(splits)
        .allSatisfy(split -> assertThat(split.targetWindow()).isEqualTo(Duration.ofDays(7)))
        .allSatisfy(split -> assertThat(split.t0().toString()).endsWith("T00:00:00Z"));
  }

  @Test
  void whatIsAskedForIsDone() {
    Instant t0 = Instant.parse("2016-09-01T00:00:00Z");

    assertThat(
            LONG.from(t0)
                .withWindow(Duration.ofDays(3))
                .withCount(2)
                .withEvery(Duration.ofDays(14))
                .list())
        .containsExactly(
            new TimeSplit(t0, Duration.ofDays(3)),
            new TimeSplit(t0.plus(Duration.ofDays(14)), Duration.ofDays(3)));
  }

  @Test
  void windowsFollowEachOtherUnlessTheyAreToldHowFarApart() {
    Instant t0 = Instant.parse("2022-04-14T00:00:00Z");

    assertThat(SHORT.from(t0).withCount(3).list())
        .extracting(TimeSplit::t0)
        .containsExactly(t0, t0.plus(Duration.ofDays(2)), t0.plus(Duration.ofDays(4)));
  }

  @Test
  void aSplitOutsideTheLogIsAMistakeThatNamesTheLog() {
    assertThatThrownBy(() -> SHORT.from(Instant.parse("2023-01-01T00:00:00Z")).list())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2023-01-01T00:00:00Z is outside the log")
        .hasMessageContaining("2022-04-21T15:51:55Z");
    assertThatThrownBy(() -> SHORT.withEvery(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--every");
  }
}
