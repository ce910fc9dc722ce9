package io.tidemark.serving.pins;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.store.HalfFloat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * All pins of one release, mapped into memory: they take no heap, survive a restart, and are read
 * from a request's thread without waiting. Vectors are halves, within 2^-11 of what HBase has.
 *
 * <p>A pin is known by its row, a number that {@link #find} gives.
 */
public final class PinSnapshot {
  /** What {@link #find} answers for a pin that is not there. */
  public static final long NONE = -1;

  private final MappedFile file;
  private final String version;
  private final int width;
  private final long pins;
  private final long index;
  private final int slotBits;

  private PinSnapshot(
      MappedFile file, String version, int width, long pins, long index, int slotBits) {
    this.file = file;
    this.version = version;
    this.width = width;
    this.pins = pins;
    this.index = index;
    this.slotBits = slotBits;
  }

  /**
   * Maps a file and checks all of it.
   *
   * @throws IOException if it cannot be read, or is not a whole snapshot
   */
  public static PinSnapshot open(Path path) throws IOException {
    return open(path, SnapshotLayout.SEGMENT_BITS);
  }

  static PinSnapshot open(Path path, int segmentBits) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < SnapshotLayout.HEADER) {
        throw new IOException(path + " is too short to be a pin snapshot");
      }
      MappedFile file =
          MappedFile.map(channel, FileChannel.MapMode.READ_ONLY, channel.size(), segmentBits);
      ByteBuffer header = file.segment(0);
      if (header.getLong(0) != SnapshotLayout.MAGIC
          || header.getInt(SnapshotLayout.AT_FORMAT) != SnapshotLayout.FORMAT) {
        throw new IOException(path + " is not a pin snapshot of format " + SnapshotLayout.FORMAT);
      }
      if (header.getInt(SnapshotLayout.AT_HEADER_SUM) != headerSum(header)
          || header.getInt(SnapshotLayout.AT_BODY_SUM) != file.sum(SnapshotLayout.HEADER)) {
        throw new IOException(path + " is damaged: its checksum is another");
      }
      byte[] version = new byte[header.getInt(SnapshotLayout.AT_VERSION_BYTES)];
      header.get(SnapshotLayout.HEADER, version);
      return new PinSnapshot(
          file,
          new String(version, UTF_8),
          header.getInt(SnapshotLayout.AT_WIDTH),
          header.getLong(SnapshotLayout.AT_PINS),
          header.getLong(SnapshotLayout.AT_INDEX),
          header.getInt(SnapshotLayout.AT_SLOT_BITS));
    }
  }

  static int headerSum(ByteBuffer header) {
    CRC32C sum = new CRC32C();
    sum.update(header.duplicate().position(0).limit(SnapshotLayout.AT_HEADER_SUM));
    return (int) sum.getValue();
  }

  /** The vector space that the pins lie in. */
  public String version() {
    return version;
  }

  /** P, the width of vectors. */
  public int width() {
    return width;
  }

  /** How many pins there are. */
  public long pins() {
    return pins;
  }

  /** The row of a pin, {@link #NONE} if it is not there. */
  public long find(String pinId) {
    byte[] id = pinId.getBytes(UTF_8);
    int hash = SnapshotLayout.hash(id);
    long mask = (1L << slotBits) - 1;
    for (long slot = SnapshotLayout.firstSlot(hash, slotBits); ; slot = (slot + 1) & mask) {
      long at = index + slot * Long.BYTES;
      long entry = file.segment(at).getLong(file.position(at));
      if (entry == 0) {
        return NONE;
      }
      long row = SnapshotLayout.place(entry);
      if (SnapshotLayout.mayBe(entry, hash)
          && SnapshotLayout.isId(file.segment(row), file.position(row), width, id)) {
        return row;
      }
    }
  }

  /**
   * The ids of some pins, drawn evenly from all, the same ones each time: those next to places that
   * lie as far from each other in the index, which is ordered by a hash.
   *
   * @param count how many; fewer if there are not as many
   */
  public List<String> sample(int count) {
    long slots = 1L << slotBits;
    Set<String> ids = new LinkedHashSet<>();
    for (int i = 0; i < count && ids.size() < pins; i++) {
      long slot = slots / count * i;
      for (int probe = 0; probe < slots && !addIdAt((slot + probe) & (slots - 1), ids); probe++) {}
    }
    return List.copyOf(ids);
  }

  /** Adds the pin of a slot; false if it has none, or one that is there already. */
  private boolean addIdAt(long slot, Set<String> ids) {
    long at = index + slot * Long.BYTES;
    long entry = file.segment(at).getLong(file.position(at));
    return entry != 0 && ids.add(id(SnapshotLayout.place(entry)));
  }

  private String id(long row) {
    ByteBuffer segment = file.segment(row);
    int position = file.position(row);
    byte[] id =
        new byte[Short.toUnsignedInt(segment.getShort(position + SnapshotLayout.PIN_ID_BYTES))];
    segment.get(position + SnapshotLayout.PIN_VECTOR + width * Short.BYTES, id);
    return new String(id, UTF_8);
  }

  /** How often a pin was acted on. */
  public long actions(long row) {
    return file.segment(row).getLong(file.position(row));
  }

  /** Writes a pin's vector, P numbers, into {@code target} from {@code at} on. */
  public void copyVector(long row, FloatBuffer target, int at) {
    ByteBuffer segment = file.segment(row);
    int position = file.position(row) + SnapshotLayout.PIN_VECTOR;
    for (int i = 0; i < width; i++) {
      target.put(at + i, HalfFloat.toFloat(segment.getShort(position + i * Short.BYTES)));
    }
  }
}
