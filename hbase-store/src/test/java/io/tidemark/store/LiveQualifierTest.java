package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LiveQualifierTest {
  private static final long LATEST = Long.MAX_VALUE - 1;

  @Property
  void hbaseKeepsTheNewerActionFirst(
      @ForAll @LongRange(max = LATEST) long one,
      @ForAll @LongRange(max = LATEST) long other,
      @ForAll(supplier = IdArbitrary.class) String oneId,
      @ForAll(supplier = IdArbitrary.class) String otherId) {
    int order =
        Arrays.compareUnsigned(LiveQualifier.of(one, oneId), LiveQualifier.of(other, otherId));
    if (one != other) {
      assertThat(order < 0).isEqualTo(one > other);
    }
  }

  @Property
  void anEventIsOneCellHoweverOftenItArrives(
      @ForAll @LongRange(max = LATEST) long occurredAt,
      @ForAll(supplier = IdArbitrary.class) String eventId) {
    assertThat(LiveQualifier.of(occurredAt, eventId))
        .hasSize(LiveQualifier.LENGTH)
        .isEqualTo(LiveQualifier.of(occurredAt, eventId));
  }

  @Property
  void theTimeComesBack(@ForAll @LongRange(max = LATEST) long occurredAt) {
    ByteBuffer qualifier = ByteBuffer.wrap(LiveQualifier.of(occurredAt, "e"));
    assertThat(LiveQualifier.occurredAt(qualifier)).isEqualTo(occurredAt);
  }

  @Test
  void manyEventsOfOneMillisecondStayApart() {
    Set<ByteBuffer> cells = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      cells.add(ByteBuffer.wrap(LiveQualifier.of(1_700_000_000_000L, "event-" + i)));
    }
    assertThat(cells).hasSize(100_000);
  }

  @Test
  void cellsWrittenByOtherVersionsAreStillTheSameCell() {
    // From an independent murmur3 in Python.
    assertThat(HexFormat.of().formatHex(LiveQualifier.of(1_700_000_000_000L, "event-1")))
        .isEqualTo("7ffffe74301a97ff9f660f780fa4152d");
  }

  @Test
  void timesBefore1970AreRefused() {
    assertThatThrownBy(() -> LiveQualifier.of(-1, "e")).hasMessageContaining("1970");
  }
}
