package io.tidemark.serving.freshness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReadingTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"u1", "u2", "7", "Zoë", "漢字", "a-much-longer-user-id-0123456789"})
  void aUserIsWhereKafkaPutsThem(String userId) {
    int partitions = 7;
    StreamReading reading = reading(partitions, OptionalInt.of(partitions));
    int kafkas = BuiltInPartitioner.partitionForKey(userId.getBytes(UTF_8), partitions);
    assertThat(reading.mark(userId).flatMap(PartitionMark::heartbeat))
        .contains(START.plusSeconds(kafkas));
  }

  @Test
  void withoutTheNumberOfPartitionsTheEarliestWatermarkHolds() {
    assertThat(reading(4, OptionalInt.empty()).mark("u1").flatMap(PartitionMark::heartbeat))
        .contains(START);
  }

  @Test
  void aPartitionWithoutHeartbeatMakesTheWholeUnknown() {
    StreamReading reading =
        StreamReading.after(
            Optional.empty(),
            List.of(
                new Watermark(0, Optional.empty(), Optional.of(START), START),
                new Watermark(1, Optional.of(START), Optional.empty(), START)),
            OptionalInt.empty(),
            START);
    assertThat(reading.earliest()).isEmpty();
    assertThat(reading.mark("u1").flatMap(PartitionMark::heartbeat)).isEmpty();
  }

  @Test
  void aPartitionThatWasNeverWrittenMakesTheWholeUnknown() {
    assertThat(reading(3, OptionalInt.of(4)).earliest()).isEmpty();
    assertThat(reading(4, OptionalInt.of(4)).earliest()).contains(START);
    assertThat(reading(0, OptionalInt.empty()).earliest()).isEmpty();
  }

  @Test
  void aWatermarkIsRememberedByWhenItWasFirstSeenWhereItIs() {
    StreamReading first = reading(2, OptionalInt.of(2));
    List<Watermark> moved =
        List.of(
            new Watermark(0, Optional.empty(), Optional.of(START), START),
            new Watermark(1, Optional.empty(), Optional.of(START.plusSeconds(9)), START));
    StreamReading second =
        StreamReading.after(Optional.of(first), moved, OptionalInt.of(2), START.plusSeconds(1));
    assertThat(second.mark(0).orElseThrow().movedAt()).isEqualTo(START);
    assertThat(second.mark(1).orElseThrow().movedAt()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void aPartitionThatTheTopicNoLongerHasDoesNotCount() {
    assertThat(reading(3, OptionalInt.of(2)).allPartitions()).containsExactly(0, 1);
    assertThat(reading(2, OptionalInt.of(3)).allPartitions()).containsExactly(0, 1, 2);
  }

  /** Partition i has the heartbeat of second i. */
  private static StreamReading reading(int watermarks, OptionalInt partitions) {
    return StreamReading.after(
        Optional.empty(),
        IntStream.range(0, watermarks)
            .mapToObj(
                i -> new Watermark(i, Optional.empty(), Optional.of(START.plusSeconds(i)), START))
            .toList(),
        partitions,
        START);
  }
}
