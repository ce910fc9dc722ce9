package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CadenceTest {
  private static final Instant T0 = Instant.parse("2022-04-18T00:00:00Z");
  private static final TimeSplit SPLIT = new TimeSplit(T0, Duration.ofDays(3));

  @Test
  void eachCadenceKnowsWhatItsNameSays() {
    assertThat(known(Cadence.REALTIME, "2022-04-20T13:45:10.5Z"))
        .isEqualTo(Instant.parse("2022-04-20T13:45:10.5Z"));
    assertThat(known(Cadence.HOURLY, "2022-04-20T13:45:10.5Z"))
        .isEqualTo(Instant.parse("2022-04-20T13:00:00Z"));
    assertThat(known(Cadence.DAILY, "2022-04-20T13:45:10.5Z"))
        .isEqualTo(Instant.parse("2022-04-19T00:00:00Z"));
    assertThat(known(Cadence.lag("6 h", Duration.ofHours(6)), "2022-04-20T13:45:10.5Z"))
        .isEqualTo(Instant.parse("2022-04-20T07:45:10.5Z"));
  }

  @Test
  void onceKnowsWhatHappenedUpToAndIncludingT0() {
    assertThat(known(Cadence.ONCE, "2022-04-20T13:45:10.5Z")).isEqualTo(T0.plusMillis(1));
  }

  @Test
  void atMidnightTheDayBeforeHasJustBegunToBeTheDayBefore() {
    assertThat(known(Cadence.DAILY, "2022-04-20T00:00:00Z"))
        .isEqualTo(Instant.parse("2022-04-19T00:00:00Z"));
    assertThat(known(Cadence.DAILY, "2022-04-19T23:59:59.999Z"))
        .isEqualTo(Instant.parse("2022-04-18T00:00:00Z"));
  }

  @Test
  void targetsLieAfterT0AndUpToTheWindowsEnd() {
    assertThat(SPLIT.isTarget(T0.toEpochMilli())).isFalse();
    assertThat(SPLIT.isTarget(T0.toEpochMilli() + 1)).isTrue();
    assertThat(SPLIT.isTarget(SPLIT.end().toEpochMilli())).isTrue();
    assertThat(SPLIT.isTarget(SPLIT.end().toEpochMilli() + 1)).isFalse();
  }

  @Test
  void timeDoesNotRunBackwards() {
    assertThatThrownBy(() -> Cadence.lag("tomorrow", Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> new TimeSplit(T0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  @Property
  void noCadenceKnowsTheTarget(
      @ForAll @LongRange(min = -4_000_000_000_000L, max = 4_000_000_000_000L) long occurredAt) {
    for (Cadence cadence : List.of(Cadence.ONCE, Cadence.DAILY, Cadence.HOURLY, Cadence.REALTIME)) {
      assertThat(cadence.knownBefore(occurredAt, SPLIT)).isLessThanOrEqualTo(occurredAt);
    }
    assertThat(occurredAt - Cadence.DAILY.knownBefore(occurredAt, SPLIT))
        .isBetween(86_400_000L, 2 * 86_400_000L - 1);
  }

  private static Instant known(Cadence cadence, String target) {
    return Instant.ofEpochMilli(cadence.knownBefore(Instant.parse(target).toEpochMilli(), SPLIT));
  }
}
