package io.tidemark.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
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
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(value, offset, length))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("unknown format of an action: " + format);
      }
      byte typeCode = in.readByte();
      ActionType type =
          ActionType.fromCode(typeCode)
              .orElseThrow(
                  () -> new IllegalArgumentException("unknown action type code: " + typeCode));
      Surface surface = Surface.fromCode(in.readByte()).orElse(Surface.UNKNOWN);
      boolean hasRequestId = in.readBoolean();
      long duration = WritableUtils.readVLong(in);
      String pinId = Text.readString(in);
      String eventId = Text.readString(in);
      Optional<String> requestId =
          hasRequestId ? Optional.of(Text.readString(in)) : Optional.empty();
      return new Action(eventId, userId, pinId, type, surface, occurredAt, duration, requestId);
    } catch (IOException e) {
      throw new IllegalArgumentException("an action's bytes end too early", e);
    }
  }
}
