package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ActionCodecTest {
  private static final Action SAVE =
      new Action("e1", "u1", "p1", ActionType.SAVE, Surface.HOME, 1_000, 2_500, Optional.of("r1"));

  @Property
  void anActionComesBackWhole(@ForAll(supplier = ActionArbitrary.class) Action action) {
    byte[] value = ActionCodec.encode(action);
    assertThat(decode(action, value)).isEqualTo(action);
  }

  @Property
  void theSameActionIsTheSameBytes(@ForAll(supplier = ActionArbitrary.class) Action action) {
    assertThat(ActionCodec.encode(action)).isEqualTo(ActionCodec.encode(action));
  }

  @Test
  void theLayoutIsAsDocumented() {
    assertThat(ActionCodec.encode(SAVE))
        .startsWith(1, 1, 1, 1)
        .endsWith(2, 'p', '1', 2, 'e', '1', 2, 'r', '1')
        .hasSize(4 + 3 + 9);
  }

  @Test
  void cutBytesAreNoticed() {
    byte[] value = ActionCodec.encode(SAVE);
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> decode(SAVE, cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatANewerVersionWroteIsReadAsFarAsItCanBe() {
    byte[] newerSurface = ActionCodec.encode(SAVE);
    newerSurface[2] = 15;
    assertThat(decode(SAVE, newerSurface).surface()).isEqualTo(Surface.UNKNOWN);

    byte[] newerType = ActionCodec.encode(SAVE);
    newerType[1] = 15;
    assertThatThrownBy(() -> decode(SAVE, newerType))
        .hasMessageContaining("unknown action type code: 15");
    byte[] newerFormat = ActionCodec.encode(SAVE);
    newerFormat[0] = 2;
    assertThatThrownBy(() -> decode(SAVE, newerFormat)).hasMessageContaining("format");
  }

  private static Action decode(Action action, byte[] value) {
    return ActionCodec.decode(action.userId(), action.occurredAt(), value, 0, value.length);
  }
}
