package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A profile as the value of a cell, big endian: format (1 byte), number of interests (2 bytes,
 * unsigned), then for each importance (8), actions (4), time of the newest (8), bytes of the pin id
 * (2, unsigned), the id in UTF-8 and the vector as user embeddings have it. In HBase the user is
 * the row, the as-of the cell's timestamp.
 */
public final class InterestProfileCodec {
  private static final byte FORMAT = 1;
  private static final int HEADER = Byte.BYTES + Short.BYTES;
  private static final int FIXED = Double.BYTES + Integer.BYTES + Long.BYTES + Short.BYTES;

  private InterestProfileCodec() {}

  /**
   * Writes the interests of one user.
   *
   * @throws IllegalArgumentException if a vector holds a number that is not finite in that type
   */
  public static byte[] encode(VectorType type, List<Interest> interests) {
    List<byte[]> ids = interests.stream().map(InterestProfileCodec::id).toList();
    int size = HEADER;
    for (int i = 0; i < ids.size(); i++) {
      size += FIXED + ids.get(i).length + VectorCodec.size(type, interests.get(i).vector().length);
    }
    ByteBuffer target = ByteBuffer.allocate(size);
    target.put(FORMAT).putShort((short) interests.size());
    for (int i = 0; i < ids.size(); i++) {
      Interest interest = interests.get(i);
      target.putDouble(interest.importance());
      target.putInt(interest.actions());
      target.putLong(interest.newestAt());
      target.putShort((short) ids.get(i).length).put(ids.get(i));
      VectorCodec.put(target, type, interest.vector());
    }
    return target.array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no profile of this format
   * @throws java.nio.BufferUnderflowException if bytes are missing
   */
  public static InterestProfile decode(String userId, Instant asOf, ByteBuffer source) {
    byte format = source.get();
    if (format != FORMAT) {
      throw new IllegalArgumentException("unknown format of interests: " + format);
    }
    int count = Short.toUnsignedInt(source.getShort());
    List<Interest> interests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double importance = source.getDouble();
      int actions = source.getInt();
      long newestAt = source.getLong();
      byte[] id = new byte[Short.toUnsignedInt(source.getShort())];
      source.get(id);
      interests.add(
          new Interest(
              new String(id, UTF_8), importance, actions, newestAt, VectorCodec.get(source)));
    }
    return new InterestProfile(userId, interests, asOf);
  }

  private static byte[] id(Interest interest) {
    return RowKeys.requireId("pin_id", interest.pinId()).getBytes(UTF_8);
  }
}
