package io.tidemark.serving.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StreamRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final StreamRules rules = new StreamRules(FreshnessConfiguration.DEFAULT);

  @Test
  void aStreamThatStandsStillIsStoppedAndOneThatMovesTooSlowlyIsLate() {
    StreamPosition stopped = all(mark(0, Duration.ofSeconds(7), Duration.ofSeconds(6)));
    assertThat(stopped.status()).isEqualTo(LiveStatus.BEHIND);
    assertThat(stopped.reason()).isEqualTo(LiveReason.STREAM_STOPPED);
    StreamPosition late = all(mark(0, Duration.ofSeconds(7), SECOND));
    assertThat(late.status()).isEqualTo(LiveStatus.BEHIND);
    assertThat(late.reason()).isEqualTo(LiveReason.STREAM_LATE);
    assertThat(late.lagMs()).hasValue(7_000);
  }

  @Test
  void aBrokerWhoseClockIsAheadCannotHideAStreamThatStandsStill() {
    StreamPosition moving = all(mark(0, Duration.ofSeconds(-30), SECOND));
    assertThat(moving.status()).isEqualTo(LiveStatus.UNKNOWN);
    assertThat(moving.reason()).isEqualTo(LiveReason.CLOCK_AHEAD);
    StreamPosition still = all(mark(0, Duration.ofSeconds(-30), Duration.ofSeconds(6)));
    assertThat(still.status()).isEqualTo(LiveStatus.BEHIND);
    assertThat(still.reason()).isEqualTo(LiveReason.STREAM_STOPPED);
    assertThat(still.lagMs()).as("nobody can tell how much").isEmpty();
  }

  @Test
  void onePartitionBehindIsBehindAndOneUnknownIsUnknown() {
    PartitionMark good = mark(0, SECOND, SECOND);
    PartitionMark late = mark(1, Duration.ofMinutes(1), SECOND);
    PartitionMark never = new PartitionMark(2, Optional.empty(), Optional.empty(), NOW);
    assertThat(all(good, never).status()).isEqualTo(LiveStatus.UNKNOWN);
    assertThat(all(good, never).reason()).isEqualTo(LiveReason.NO_HEARTBEAT);
    StreamPosition worst = all(good, late, never);
    assertThat(worst.status()).isEqualTo(LiveStatus.BEHIND);
    assertThat(worst.lagMs()).hasValue(60_000);
    StreamPosition keepsUp = all(good);
    assertThat(keepsUp.status()).isEqualTo(LiveStatus.FRESH);
    assertThat(keepsUp.reason()).isEqualTo(LiveReason.STREAM_KEEPS_UP);
  }

  @Test
  void withoutAnyWatermarkNothingIsKnown() {
    assertThat(all().reason()).isEqualTo(LiveReason.NO_HEARTBEAT);
    assertThat(rules.ofAll(Optional.empty(), NOW).reason()).isEqualTo(LiveReason.WATERMARK_UNREAD);
  }

  private StreamPosition all(PartitionMark... marks) {
    return rules.ofAll(
        Optional.of(
            new StreamReading(List.of(marks), OptionalInt.of(marks.length), NOW.minusMillis(500))),
        NOW);
  }

  private static PartitionMark mark(int partition, Duration age, Duration still) {
    return new PartitionMark(
        partition, Optional.empty(), Optional.of(NOW.minus(age)), NOW.minus(still));
  }
}
