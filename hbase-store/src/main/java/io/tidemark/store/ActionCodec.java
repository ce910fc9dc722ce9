package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.hadoop.hbase.util.ByteBufferUtils;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableUtils;

/**
 * An action as the value of a cell: format (1 byte), type code, surface code, whether there is a
 * request id (1 byte each), duration (1 to 9 bytes), then pin id, event id and request id, each
 * with its length, in UTF-8. The user is the row, the time is the qualifier.
 */
final class ActionCodec {
  private static final byte FORMAT = 1;
  private static final int USUAL_SIZE = 96;

  private ActionCodec() {}

  static byte[] encode(Action action) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeByte(action.type().code());
      out.writeByte(action.surface().code());
      out.writeBoolean(action.requestId().isPresent());
      WritableUtils.writeVLong(out, action.durationMillis());
      Text.writeString(out, action.pinId());
      Text.writeString(out, action.eventId());
      if (action.requestId().isPresent()) {
        Text.writeString(out, action.requestId().get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no action, or hold an action type of a newer
   *     version; a newer surface is read as {@link Surface#UNKNOWN}
   */
  static Action decode(String userId, long occurredAt, byte[] value, int offset, int length) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value, offset, length);
      byte format = in.get();
      if (format != FORMAT) {
        throw new IllegalArgumentException("unknown format of an action: " + format);
      }
      byte typeCode = in.get();
      ActionType type =
          ActionType.fromCode(typeCode)
              .orElseThrow(
                  () -> new IllegalArgumentException("unknown action type code: " + typeCode));
      Surface surface = Surface.fromCode(in.get()).orElse(Surface.UNKNOWN);
      boolean hasRequestId = in.get() != 0;
      long duration = ByteBufferUtils.readVLong(in);
      String pinId = text(in);
      String eventId = text(in);
      Optional<String> requestId = hasRequestId ? Optional.of(text(in)) : Optional.empty();
      return new Action(eventId, userId, pinId, type, surface, occurredAt, duration, requestId);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("an action's bytes end too early", e);
    }
  }

  /** Text as {@link Text#writeString} writes it. */
  private static String text(ByteBuffer in) {
    long length = ByteBufferUtils.readVLong(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    String text = new String(in.array(), in.arrayOffset() + in.position(), (int) length, UTF_8);
    in.position(in.position() + (int) length);
    return text;
  }
}
