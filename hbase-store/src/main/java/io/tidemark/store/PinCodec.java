package io.tidemark.store;

import java.nio.ByteBuffer;

/** A pin as the value of a cell: its popularity (8 bytes), then its {@link VectorCodec vector}. */
final class PinCodec {
  private PinCodec() {}

  static byte[] encode(VectorType type, Pin pin) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES + VectorCodec.size(type, pin.vector().length));
    buffer.putLong(pin.actions());
    VectorCodec.put(buffer, type, pin.vector());
    return buffer.array();
  }

  static Pin decode(String pinId, ByteBuffer value) {
    long actions = value.getLong();
    return new Pin(pinId, VectorCodec.get(value), actions);
  }
}
