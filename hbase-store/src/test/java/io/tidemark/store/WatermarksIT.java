package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class WatermarksIT {
  private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");

  private static final List<Integer> OWN = List.of(2, 10, 300);

  private final Watermarks watermarks;

  WatermarksIT(StoreConnection connection) {
    this.watermarks = new Watermarks(connection);
  }

  @Test
  void everyPartitionComesBackInOrder() {
    Watermark quiet = new Watermark(10, Optional.empty(), Optional.of(NOON), NOON.plusMillis(3));
    Watermark busy =
        new Watermark(2, Optional.of(NOON.minusMillis(5)), Optional.of(NOON), NOON.plusMillis(4));
    Watermark withoutHeartbeat =
        new Watermark(300, Optional.of(NOON), Optional.empty(), NOON.plusMillis(5));
    watermarks.write(List.of(withoutHeartbeat, quiet, busy));
    watermarks.write(List.of());
    assertThat(watermarks.allAsync().join())
        .filteredOn(watermark -> OWN.contains(watermark.partition()))
        .containsExactly(busy, quiet, withoutHeartbeat);
  }

  @Test
  void aRestartedStreamThatWritesOldOnesAgainMovesNothingBack() {
    Watermark newer = watermark(7, NOON.plusSeconds(60));
    watermarks.write(List.of(newer));
    watermarks.write(List.of(watermark(7, NOON)));
    watermarks.write(
        List.of(new Watermark(7, Optional.empty(), Optional.empty(), NOON.plusSeconds(1))));
    assertThat(watermarks.all()).contains(newer);
  }

  private static Watermark watermark(int partition, Instant instant) {
    return new Watermark(partition, Optional.of(instant), Optional.of(instant), instant);
  }
}
