package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Row keys: one salt byte, then the id in UTF-8.
 *
 * <p>The salt is the low byte of the id's murmur3 hash: it spreads ids that look alike (numbers
 * handed out in order) evenly over all regions, and as it uses all 256 values a table can be split
 * further at any time without rewriting a key.
 */
final class RowKeys {
  static final int SALTS = 256;

  private RowKeys() {}

  /**
   * @param name what the id is called, for the error
   * @throws IllegalArgumentException if the id breaks the rules of {@link ActionRules#requireId}
   */
  static byte[] of(String name, String id) {
    byte[] utf8 = requireId(name, id).getBytes(UTF_8);
    byte[] key = new byte[1 + utf8.length];
    key[0] = (byte) MurmurHash3.hash32x86(utf8);
    System.arraycopy(utf8, 0, key, 1, utf8.length);
    return key;
  }

  /** The id that a key was made of. */
  static String id(byte[] key) {
    return new String(key, 1, key.length - 1, UTF_8);
  }

  /** Where to split a table into that many regions (1 to 256), each with as many salts. */
  static byte[][] splits(int regions) {
    if (regions < 1 || regions > SALTS) {
      throw new IllegalArgumentException("regions is outside 1 to " + SALTS + ": " + regions);
    }
    byte[][] splits = new byte[regions - 1][];
    for (int i = 1; i < regions; i++) {
      splits[i - 1] = new byte[] {(byte) (i * SALTS / regions)};
    }
    return splits;
  }

  /**
   * @return the id
   * @throws IllegalArgumentException if it breaks the rules of {@link ActionRules#requireId}
   */
  static String requireId(String name, String id) {
    try {
      return ActionRules.requireId(name, id);
    } catch (InvalidActionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
