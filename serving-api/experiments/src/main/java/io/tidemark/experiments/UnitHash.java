package io.tidemark.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Where a user falls on a line from 0 to 1: the first 53 bits of the murmur3 (x64, 128 bits) of
 * salt, a zero byte and user id, in UTF-8. Two salts give two independent places. It must never
 * change: everybody would change arms.
 */
final class UnitHash {
  private static final int SEED = 0;

  private UnitHash() {}

  /** The user's place, in {@code [0, 1)}. */
  static double of(String salt, String userId) {
    byte[] key = (salt + '\0' + userId).getBytes(UTF_8);
    long hash = MurmurHash3.hash128x64(key, 0, key.length, SEED)[0];
    return (hash >>> 11) * 0x1.0p-53;
  }
}
