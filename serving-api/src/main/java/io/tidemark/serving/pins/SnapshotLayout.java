package io.tidemark.serving.pins;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Utils;

/**
 * Where things are in the file of a pin snapshot. All numbers are little endian.
 *
 * <pre>
 * header, 64 bytes:  magic (8), format (4), width P (4), pins (8), where the index starts (8),
 *                    index slots as a power of two (4), bytes of the version (4),
 *                    CRC-32C of all that follows the header (4), CRC-32C of the header (4)
 * version:           UTF-8
 * pins, each at a multiple of 8:
 *                    popularity (8), bytes of the id (2), vector (2 P, IEEE 754 half), id (UTF-8)
 * index:             open addressing with linear probing: a slot (8) is 0, or the upper 24 bits of
 *                    the id's hash and 40 bits of where the pin is
 * </pre>
 *
 * <p>A file is mapped in segments, as one mapping cannot be larger than 2 GiB; no pin and no slot
 * lies across two of them.
 */
final class SnapshotLayout {
  static final long MAGIC = 0x534e_4950_4544_4954L; // "TIDEPINS"
  static final int FORMAT = 1;
  static final int HEADER = 64;

  static final int AT_FORMAT = 8;
  static final int AT_WIDTH = 12;
  static final int AT_PINS = 16;
  static final int AT_INDEX = 24;
  static final int AT_SLOT_BITS = 32;
  static final int AT_VERSION_BYTES = 36;
  static final int AT_BODY_SUM = 40;
  static final int AT_HEADER_SUM = 44;

  static final int PIN_ID_BYTES = 8;
  static final int PIN_VECTOR = 10;

  /** 1 GiB. */
  static final int SEGMENT_BITS = 30;

  private static final int PLACE_BITS = 40;

  private SnapshotLayout() {}

  /** The bytes that a pin takes. */
  static int pinBytes(int width, int idBytes) {
    return align(PIN_VECTOR + width * Short.BYTES + idBytes);
  }

  static int align(int bytes) {
    return (bytes + 7) & ~7;
  }

  static long align(long place) {
    return (place + 7) & ~7L;
  }

  /** Twice as many slots as pins at least: an unknown id is found to be one in a probe or two. */
  static int slotBits(long pins) {
    return Math.max(3, 65 - Long.numberOfLeadingZeros(Math.max(1, pins)));
  }

  static int hash(byte[] id) {
    return Utils.murmur2(id);
  }

  static long firstSlot(int hash, int slotBits) {
    return slotBits >= Integer.SIZE
        ? Integer.toUnsignedLong(hash)
        : Integer.toUnsignedLong(hash) & ((1L << slotBits) - 1);
  }

  static long slot(int hash, long place) {
    return (long) (hash >>> 8) << PLACE_BITS | place;
  }

  static long place(long slot) {
    return slot & ((1L << PLACE_BITS) - 1);
  }

  static boolean mayBe(long slot, int hash) {
    return slot >>> PLACE_BITS == hash >>> 8;
  }

  /** Whether the id of the pin at a position of a segment is this one. */
  static boolean isId(ByteBuffer segment, int position, int width, byte[] id) {
    if (Short.toUnsignedInt(segment.getShort(position + PIN_ID_BYTES)) != id.length) {
      return false;
    }
    int first = position + PIN_VECTOR + width * Short.BYTES;
    for (int i = 0; i < id.length; i++) {
      if (segment.get(first + i) != id[i]) {
        return false;
      }
    }
    return true;
  }
}
