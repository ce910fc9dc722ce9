package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The qualifier of a live action: {@code Long.MAX_VALUE - occurredAt} (8 bytes, big endian), so
 * that HBase keeps a user's newest action first, then 8 bytes of the event id's murmur3 hash, so
 * that the same event is the same cell and two events of one millisecond are two.
 */
final class LiveQualifier {
  static final int LENGTH = 2 * Long.BYTES;

  private LiveQualifier() {}

  /**
   * @param occurredAt milliseconds since the epoch, not negative
   */
  static byte[] of(long occurredAt, String eventId) {
    CellTime.require("occurredAt", occurredAt);
    return ByteBuffer.allocate(LENGTH)
        .putLong(Long.MAX_VALUE - occurredAt)
        .putLong(hash(eventId))
        .array();
  }

  /** What an event is known by among those of the same user and millisecond. */
  static long hash(String eventId) {
    return MurmurHash3.hash128x64(eventId.getBytes(UTF_8))[0];
  }

  /** The {@code occurredAt} that a qualifier was made of. */
  static long occurredAt(ByteBuffer qualifier) {
    return Long.MAX_VALUE - qualifier.getLong(qualifier.position());
  }
}
