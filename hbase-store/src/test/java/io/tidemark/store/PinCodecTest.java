package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PinCodecTest {
  @Property
  void aPinComesBackWhole(@ForAll @Size(min = 1, max = 100) float[] vector, @ForAll long actions) {
    byte[] value = PinCodec.encode(VectorType.FP32, new Pin("p1", vector, actions));
    Pin pin = PinCodec.decode("p1", ByteBuffer.wrap(value));
    assertThat(pin.vector()).containsExactly(vector);
    assertThat(pin.actions()).isEqualTo(actions);
  }
}
