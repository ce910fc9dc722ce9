package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class PinsIT {
  private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");

  private final Pins pins;

  PinsIT(StoreConnection connection) {
    this.pins = new Pins(connection);
  }

  @Test
  void aRequestsCandidatesAreReadAtOnceAndUnknownOnesLeftOut() {
    pins.write(
        "candidates",
        AS_OF,
        IntStream.range(0, 3_000)
            .mapToObj(i -> new Pin("p" + i, new float[] {i, -i}, 10L * i))
            .toList());

    List<String> candidates = IntStream.range(0, 3_001).mapToObj(i -> "p" + i).toList();
    Map<String, Pin> read = pins.readAsync(candidates, "candidates").join();

    assertThat(read).hasSize(3_000).doesNotContainKey("p3000");
    assertThat(read)
        .allSatisfy(
            (id, pin) -> {
              assertThat(pin.pinId()).isEqualTo(id);
              assertThat("p" + (int) pin.vector()[0]).isEqualTo(id);
              assertThat(pin.actions()).isEqualTo(10L * (int) pin.vector()[0]);
            });
  }

  @Test
  void theNextVersionIsWrittenWhileThisOneIsServed() {
    pins.write("v1", AS_OF, List.of(new Pin("shared", new float[] {1}, 1)));
    pins.write("v2", AS_OF.plusSeconds(1), List.of(new Pin("shared", new float[] {2}, 2)));
    assertThat(pins.read(List.of("shared"), "v1").get("shared").vector()).containsExactly(1);
    assertThat(pins.read(List.of("shared"), "v2").get("shared").vector()).containsExactly(2);
    assertThat(pins.read(List.of("shared"), "v3")).isEmpty();
  }

  @Test
  void aCopyOfAVersionHasEveryPinOfItOnce() {
    List<Pin> written =
        IntStream.range(0, 1_500).mapToObj(i -> new Pin("copy" + i, new float[] {i}, i)).toList();
    pins.write("copied", AS_OF, written);
    pins.write("other", AS_OF, List.of(new Pin("copy0", new float[] {-1}, 1)));

    List<Pin> copied = new ArrayList<>();
    assertThat(pins.forEach("copied", copied::add)).isEqualTo(1_500);

    assertThat(copied)
        .extracting(Pin::pinId)
        .containsExactlyInAnyOrderElementsOf(written.stream().map(Pin::pinId).toList());
    assertThat(copied)
        .allSatisfy(pin -> assertThat(pin.pinId()).isEqualTo("copy" + (int) pin.vector()[0]));
  }
}
