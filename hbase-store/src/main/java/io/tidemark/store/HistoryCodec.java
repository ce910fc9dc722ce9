package io.tidemark.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableUtils;

/**
 * A user's past actions as the value of one cell: format (1 byte), whether they are the whole (1
 * byte), how many, then of each, oldest first, the milliseconds since the one before it, type code,
 * surface code (1 byte each), duration, event hash (8 bytes) and pin id with its length, in UTF-8.
 * Numbers without a size take 1 to 9 bytes.
 */
final class HistoryCodec {
  private static final byte FORMAT = 1;
  private static final int USUAL_SIZE = 28;

  private HistoryCodec() {}

  static byte[] encode(boolean whole, List<PastAction> actions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 + USUAL_SIZE * actions.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeBoolean(whole);
      WritableUtils.writeVInt(out, actions.size());
      long before = 0;
      for (PastAction action : actions) {
        WritableUtils.writeVLong(out, action.occurredAt() - before);
        before = action.occurredAt();
        out.writeByte(action.type().code());
        out.writeByte(action.surface().code());
        WritableUtils.writeVLong(out, action.durationMillis());
        out.writeLong(action.eventHash());
        Text.writeString(out, action.pinId());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #encode} wrote. */
  record Decoded(boolean whole, List<PastAction> actions) {}

  /**
   * @throws IllegalArgumentException if the bytes are no history, or hold an action type of a newer
   *     version; a newer surface is read as {@link Surface#UNKNOWN}
   */
  static Decoded decode(byte[] value, int offset, int length) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(value, offset, length))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("unknown format of a history: " + format);
      }
      boolean whole = in.readBoolean();
      int count = WritableUtils.readVInt(in);
      if (count < 0 || count > length) {
        throw new IllegalArgumentException("a history cannot have " + count + " actions");
      }
      List<PastAction> actions = new ArrayList<>(count);
      long occurredAt = 0;
      for (int i = 0; i < count; i++) {
        occurredAt += WritableUtils.readVLong(in);
        byte code = in.readByte();
        ActionType type =
            ActionType.fromCode(code)
                .orElseThrow(
                    () -> new IllegalArgumentException("unknown action type code: " + code));
        Surface surface = Surface.fromCode(in.readByte()).orElse(Surface.UNKNOWN);
        long duration = WritableUtils.readVLong(in);
        long hash = in.readLong();
        actions.add(new PastAction(hash, Text.readString(in), type, surface, occurredAt, duration));
      }
      return new Decoded(whole, actions);
    } catch (IOException e) {
      throw new IllegalArgumentException("a history's bytes end too early", e);
    }
  }
}
