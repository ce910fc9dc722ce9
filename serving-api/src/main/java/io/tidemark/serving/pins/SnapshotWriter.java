package io.tidemark.serving.pins;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.store.HalfFloat;
import io.tidemark.store.Pin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a snapshot in one pass over the pins, which need not fit into memory: pins go straight to
 * the file, and the index is built from the file when all are there.
 */
final class SnapshotWriter implements Closeable {
  private static final int BUFFER = 1 << 18;

  private final String version;
  private final int segmentBits;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private long written;
  private int width = -1;
  private long pins;

  SnapshotWriter(Path path, String version, int segmentBits) throws IOException {
    this.version = version;
    this.segmentBits = segmentBits;
    this.channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.buffer =
        ByteBuffer.allocate(Math.min(BUFFER, 1 << segmentBits)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = version.getBytes(UTF_8);
    zeros(SnapshotLayout.HEADER);
    buffer.put(name);
    written += name.length;
    zeros(SnapshotLayout.align(written) - written);
  }

  /**
   * Adds a pin; none may be added twice.
   *
   * @throws IOException if the file cannot be written, the pin is not as wide as the others, or a
   *     number of it is too large for a half
   */
  void add(Pin pin) throws IOException {
    if (width < 0) {
      width = pin.vector().length;
    }
    if (pin.vector().length != width) {
      throw new IOException(
          "pin %s has %d numbers, the pins before it %d"
              .formatted(pin.pinId(), pin.vector().length, width));
    }
    byte[] id = pin.pinId().getBytes(UTF_8);
    int bytes = SnapshotLayout.pinBytes(width, id.length);
    long segment = 1L << segmentBits;
    if ((written & (segment - 1)) + bytes > segment) {
      zeros(segment - (written & (segment - 1)));
    }
    if (buffer.remaining() < bytes) {
      flush();
    }
    buffer.putLong(pin.actions()).putShort((short) id.length);
    for (float number : pin.vector()) {
      short half = HalfFloat.fromFloat(number);
      if (!Float.isFinite(HalfFloat.toFloat(half))) {
        throw new IOException("pin %s: %s is too large for a half".formatted(pin.pinId(), number));
      }
      buffer.putShort(half);
    }
    buffer.put(id);
    written += SnapshotLayout.PIN_VECTOR + width * Short.BYTES + id.length;
    zeros(SnapshotLayout.align(written) - written);
    pins++;
  }

  /** Adds the index and the header; the file is a snapshot from then on. */
  void finish() throws IOException {
    flush();
    long end = written;
    int slotBits = SnapshotLayout.slotBits(pins);
    long size = end + ((long) Long.BYTES << slotBits);
    MappedFile file = MappedFile.map(channel, FileChannel.MapMode.READ_WRITE, size, segmentBits);
    index(file, end, slotBits);
    MappedByteBuffer header = file.segment(0);
    header
        .putLong(0, SnapshotLayout.MAGIC)
        .putInt(SnapshotLayout.AT_FORMAT, SnapshotLayout.FORMAT)
        .putInt(SnapshotLayout.AT_WIDTH, Math.max(0, width))
        .putLong(SnapshotLayout.AT_PINS, pins)
        .putLong(SnapshotLayout.AT_INDEX, end)
        .putInt(SnapshotLayout.AT_SLOT_BITS, slotBits)
        .putInt(SnapshotLayout.AT_VERSION_BYTES, version.getBytes(UTF_8).length)
        .putInt(SnapshotLayout.AT_BODY_SUM, file.sum(SnapshotLayout.HEADER));
    header.putInt(SnapshotLayout.AT_HEADER_SUM, PinSnapshot.headerSum(header));
    file.force();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void index(MappedFile file, long end, int slotBits) {
    long segment = 1L << segmentBits;
    long mask = (1L << slotBits) - 1;
    long place =
        SnapshotLayout.align(SnapshotLayout.HEADER + (long) version.getBytes(UTF_8).length);
    for (long done = 0; done < pins; ) {
      MappedByteBuffer bytes = file.segment(place);
      int position = file.position(place);
      boolean padding =
          segment - position < SnapshotLayout.pinBytes(width, 1)
              || bytes.getShort(position + SnapshotLayout.PIN_ID_BYTES) == 0;
      if (padding) {
        place = (place / segment + 1) * segment;
        continue;
      }
      byte[] id =
          new byte[Short.toUnsignedInt(bytes.getShort(position + SnapshotLayout.PIN_ID_BYTES))];
      bytes.get(position + SnapshotLayout.PIN_VECTOR + width * Short.BYTES, id);
      int hash = SnapshotLayout.hash(id);
      long slot = SnapshotLayout.firstSlot(hash, slotBits);
      while (slotAt(file, end, slot) != 0) {
        slot = (slot + 1) & mask;
      }
      long at = end + slot * Long.BYTES;
      file.segment(at).putLong(file.position(at), SnapshotLayout.slot(hash, place));
      place += SnapshotLayout.pinBytes(width, id.length);
      done++;
    }
  }

  private static long slotAt(MappedFile file, long index, long slot) {
    long at = index + slot * Long.BYTES;
    return file.segment(at).getLong(file.position(at));
  }

  private void zeros(long count) throws IOException {
    for (long left = count; left > 0; left--) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      buffer.put((byte) 0);
    }
    written += count;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
