package io.tidemark.pipelines.actionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.store.Action;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

class ActionCoderTest {
  @Provide
  Arbitrary<Action> actions() {
    return Actions.any();
  }

  @Property(tries = 300)
  void whatIsDecodedIsWhatWasEncoded(@ForAll("actions") Action action) throws CoderException {
    byte[] bytes = CoderUtils.encodeToByteArray(ActionCoder.of(), action);
    assertThat(CoderUtils.decodeFromByteArray(ActionCoder.of(), bytes)).isEqualTo(action);
  }

  @Property(tries = 100)
  void actionsFollowEachOtherInOneStream(
      @ForAll("actions") Action first, @ForAll("actions") Action second) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ActionCoder.of().encode(first, out);
    ActionCoder.of().encode(second, out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());

    assertThat(ActionCoder.of().decode(in)).isEqualTo(first);
    assertThat(ActionCoder.of().decode(in)).isEqualTo(second);
    assertThat(in.available()).isZero();
  }

  @Example
  void aTypeOfALaterVersionIsRefusedByItsCode() throws CoderException {
    Action save = Actions.save("e", "u", "p", "2024-01-02T00:00:00Z");
    byte[] bytes = CoderUtils.encodeToByteArray(ActionCoder.of(), save);
    bytes[6] = 15; // after three strings of a length byte and a letter each

    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(ActionCoder.of(), bytes))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("15");
  }
}
