package io.tidemark.store;

import java.util.Locale;
import java.util.Optional;

/**
 * What a user did with a pin.
 *
 * <p>The {@linkplain #code() code} is stored in HBase and is the row of the learned table in every
 * exported model, so a code is never reused or renumbered. Code 0 is kept for "unknown" inside
 * models; it is not an action type.
 */
public enum ActionType {
  SAVE(1),
  CLOSE_UP(2),
  CLICK_THROUGH(3),
  LIKE(4),
  COMMENT(5),
  SHARE(6),
  FOLLOW(7),
  PURCHASE(8),
  HIDE(9);

  /** Rows a model's action-type table has: room for types that are added later. */
  public static final int TABLE_SIZE = 16;

  /** {@link #values} copies them each time, and every action that is read asks. */
  private static final ActionType[] ALL = values();

  private final int code;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  ActionType(int code) {
    this.code = code;
  }

  /** The stable number of this type, in {@code [1, TABLE_SIZE)}. */
  public int code() {
    return code;
  }

  /** The name used in JSON, Hive and descriptors, such as {@code close_up}. */
  public String wireName() {
    return wireName;
  }

  /** The type of that {@linkplain #wireName() wire name}, or empty if there is none. */
  public static Optional<ActionType> fromWireName(String wireName) {
    for (ActionType type : ALL) {
      if (type.wireName().equals(wireName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of that {@linkplain #code() code}, or empty if there is none. */
  public static Optional<ActionType> fromCode(int code) {
    for (ActionType type : ALL) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
