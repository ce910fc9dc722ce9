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
    assertThat(reading.watermark(userId)).contains(START.plusSeconds(kafkas));
  }

  @Test
  void withoutTheNumberOfPartitionsTheEarliestWatermarkHolds() {
    assertThat(reading(4, OptionalInt.empty()).watermark("u1")).contains(START);
  }

  @Test
  void aPartitionWithoutHeartbeatMakesTheWholeUnknown() {
    StreamReading reading =
        new StreamReading(
            List.of(
                new Watermark(0, Optional.empty(), Optional.of(START), START),
                new Watermark(1, Optional.of(START), Optional.empty(), START)),
            OptionalInt.empty(),
            START);
    assertThat(reading.earliest()).isEmpty();
    assertThat(reading.watermark("u1")).isEmpty();
  }

  @Test
  void aPartitionThatWasNeverWrittenMakesTheWholeUnknown() {
    assertThat(reading(3, OptionalInt.of(4)).earliest()).isEmpty();
    assertThat(reading(4, OptionalInt.of(4)).earliest()).contains(START);
    assertThat(reading(0, OptionalInt.empty()).earliest()).isEmpty();
  }

  /** Partition i has the heartbeat of second i. */
  private static StreamReading reading(int watermarks, OptionalInt partitions) {
    return new StreamReading(
        IntStream.range(0, watermarks)
            .mapToObj(
                i -> new Watermark(i, Optional.empty(), Optional.of(START.plusSeconds(i)), START))
            .toList(),
        partitions,
        START);
  }
}
