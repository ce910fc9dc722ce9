package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HistoryCodecTest {
  private static final PastAction SAVE =
      new PastAction(7, "p1", ActionType.SAVE, Surface.HOME, 1_000, -1);

  @Property
  void aHistoryComesBackWholeAndInOrder(
      @ForAll boolean whole, @ForAll("histories") List<PastAction> actions) {
    byte[] value = HistoryCodec.encode(whole, actions);
    assertThat(HistoryCodec.decode(value, 0, value.length))
        .isEqualTo(new HistoryCodec.Decoded(whole, actions));
  }

  @Test
  void bytesThatAreNoHistoryAreNoticed() {
    byte[] value = HistoryCodec.encode(true, List.of(SAVE, SAVE));
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> HistoryCodec.decode(cut, 0, cut.length))
          .isInstanceOf(IllegalArgumentException.class);
    }
    value[0] = 9;
    assertThatThrownBy(() -> HistoryCodec.decode(value, 0, value.length))
        .hasMessageContaining("format");
  }

  @Test
  void anActionOfAnHourTakesAboutAsManyBytesAsItsPinAndAScoreMore() {
    byte[] one = HistoryCodec.encode(true, List.of(SAVE));
    PastAction next = new PastAction(8, "p1", ActionType.SAVE, Surface.HOME, 3_601_000, -1);
    byte[] two = HistoryCodec.encode(true, List.of(SAVE, next));
    assertThat(two.length - one.length).isLessThan(22);
  }

  @Provide
  Arbitrary<List<PastAction>> histories() {
    return Arbitraries.longs()
        .flatMap(
            hash ->
                new ActionArbitrary()
                    .get()
                    .map(
                        action ->
                            new PastAction(
                                hash,
                                action.pinId(),
                                action.type(),
                                action.surface(),
                                action.occurredAt(),
                                action.durationMillis())))
        .list()
        .ofMaxSize(20);
  }
}
