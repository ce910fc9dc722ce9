package io.tidemark.store;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a user was when acting or asking.
 *
 * <p>The {@linkplain #code() code} is stored in HBase and is the row of the learned table in every
 * exported model, so a code is never reused or renumbered.
 */
public enum Surface {
  UNKNOWN(0),
  HOME(1),
  SEARCH(2),
  RELATED(3),
  PROFILE(4),
  NOTIFICATION(5),
  DESKTOP(6),
  ANDROID(7),
  IOS(8),
  OTHER(9);

  /** Rows a model's surface table has: room for surfaces that are added later. */
  public static final int TABLE_SIZE = 16;

  /** {@link #values} copies them each time, and every action that is read asks. */
  private static final Surface[] ALL = values();

  private final int code;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  Surface(int code) {
    this.code = code;
  }

  /** The stable number of this surface, in {@code [0, TABLE_SIZE)}. */
  public int code() {
    return code;
  }

  /** The name used in JSON, Hive and descriptors, such as {@code related}. */
  public String wireName() {
    return wireName;
  }

  /** The surface of that {@linkplain #wireName() wire name}, or empty if there is none. */
  public static Optional<Surface> fromWireName(String wireName) {
    for (Surface surface : ALL) {
      if (surface.wireName().equals(wireName)) {
        return Optional.of(surface);
      }
    }
    return Optional.empty();
  }

  /** The surface of that {@linkplain #code() code}, or empty if there is none. */
  public static Optional<Surface> fromCode(int code) {
    for (Surface surface : ALL) {
      if (surface.code == code) {
        return Optional.of(surface);
      }
    }
    return Optional.empty();
  }
}
