package io.tidemark.serving.freshness;

import static io.tidemark.serving.freshness.SomeReadings.NOW;
import static io.tidemark.serving.freshness.SomeReadings.actions;
import static io.tidemark.serving.freshness.SomeReadings.released;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds of the stream however late it is, wherever it stops, and whatever the clocks say. */
class StreamPropertyTest {
  private static final Duration OBJECTIVE = Duration.ofSeconds(5);

  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, 8);

  /**
   * A stream as it is, read as it is read: heartbeats come every second until it stops, and arrive
   * later by its delay; the watermarks are read every second until HBase goes away.
   */
  @Property
  void aStreamThatIsBehindIsNeverQuietFreshOrMissing(
      @ForAll @IntRange(max = 8_000) int delay,
      @ForAll @IntRange(max = 20_000) int stoppedFor,
      @ForAll @IntRange(max = 20_000) int unreadableFor,
      @ForAll @Size(max = 3) List<@From("ages") Duration> actionAges) {
    Optional<StreamReading> reading = Optional.empty();
    for (Instant at = NOW.minusSeconds(60); !at.isAfter(NOW); at = at.plusSeconds(1)) {
      if (at.isAfter(NOW.minusMillis(unreadableFor))) {
        break;
      }
      reading =
          Optional.of(
              StreamReading.after(
                  reading,
                  List.of(
                      new Watermark(
                          0, Optional.empty(), Optional.of(watermark(at, delay, stoppedFor)), at)),
                  OptionalInt.of(1),
                  at));
    }
    LiveStatus status =
        rules
            .of("u1", released(), Reading.unknown(), actions(actionAges), reading, NOW)
            .live()
            .status();
    Duration lag = Duration.between(watermark(NOW, delay, stoppedFor), NOW);
    if (lag.compareTo(OBJECTIVE) > 0) {
      assertThat(status).isIn(LiveStatus.BEHIND, LiveStatus.UNKNOWN);
    }
    if (unreadableFor < 1_000 && stoppedFor >= 10_000) {
      assertThat(status).as("ten seconds after it stopped").isEqualTo(LiveStatus.BEHIND);
    }
    if (unreadableFor < 1_000 && stoppedFor == 0 && delay <= 3_000) {
      assertThat(rules.stream().of("u1", reading, NOW).status()).isEqualTo(LiveStatus.FRESH);
    }
    if (unreadableFor > 6_000) {
      assertThat(status).isEqualTo(LiveStatus.UNKNOWN);
    }
  }

  /** As the stream wrote it: the newest whole second that had arrived before it stopped. */
  private static Instant watermark(Instant at, int delayMillis, int stoppedForMillis) {
    Instant stop = NOW.minusMillis(stoppedForMillis);
    Instant until = at.isBefore(stop) ? at : stop;
    return Instant.ofEpochSecond(until.minusMillis(delayMillis).getEpochSecond());
  }

  @Property
  void aStreamThatStandsStillIsBehindWhateverTheBrokersClockSays(
      @ForAll @LongRange(min = -3_600_000, max = 3_600_000) long skew,
      @ForAll @LongRange(min = 5_001, max = 600_000) long still,
      @ForAll @IntRange(max = 2_000) int readAgo) {
    StreamReading reading =
        new StreamReading(
            List.of(
                new PartitionMark(
                    0,
                    Optional.empty(),
                    Optional.of(NOW.minusMillis(still).plusMillis(skew)),
                    NOW.minusMillis(still))),
            OptionalInt.of(1),
            NOW.minusMillis(readAgo));
    assertThat(rules.stream().of("u1", Optional.of(reading), NOW).status())
        .isEqualTo(LiveStatus.BEHIND);
  }

  @Provide
  Arbitrary<Duration> ages() {
    return SomeReadings.ages();
  }
}
