package io.tidemark.pipelines.timeline;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which actions say that the user wanted the pin: the labels of every trainer, and what a pin's
 * popularity counts.
 *
 * <p>The thresholds are configuration, written as {@link #parse} reads them. PinnerFormer (section
 * 3) counts saves, close-ups and click-throughs of more than ten seconds. An action whose duration
 * nobody measured is not known to have lasted, so where a threshold stands it is no positive. A
 * hide never is one.
 */
public final class PositiveActions implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the trainers use unless told otherwise. */
  public static final String STANDARD =
      "save,like,share,comment,follow,purchase,close_up>10s,click_through>10s";

  /** How long an action of that type must have lasted, exclusive; -1 where any duration will do. */
  private final EnumMap<ActionType, Long> longerThanMillis;

  private PositiveActions(Map<ActionType, Long> longerThanMillis) {
    this.longerThanMillis = new EnumMap<>(longerThanMillis);
  }

  /** {@link #STANDARD}, parsed. */
  public static PositiveActions standard() {
    return parse(STANDARD);
  }

  /**
   * Reads a list such as {@code save,close_up>10s,click_through>1500ms}.
   *
   * @throws IllegalArgumentException if a type is unknown, repeated or a hide, or a duration is not
   *     a whole number of {@code s} or {@code ms}
   */
  public static PositiveActions parse(String text) {
    Map<ActionType, Long> thresholds = new EnumMap<>(ActionType.class);
    for (String item : List.of(text.strip().split("\\s*,\\s*"))) {
      int bound = item.indexOf('>');
      ActionType type = parseType(bound < 0 ? item : item.substring(0, bound).strip());
      long millis = bound < 0 ? -1 : parseDuration(item.substring(bound + 1).strip()).toMillis();
      if (thresholds.put(type, millis) != null) {
        throw new IllegalArgumentException(
            "positive actions name " + type.wireName() + " twice: keep one of the two");
      }
    }
    return new PositiveActions(thresholds);
  }

  private static ActionType parseType(String name) {
    Optional<ActionType> type = ActionType.fromWireName(name);
    if (type.isEmpty() || type.get() == ActionType.HIDE) {
      throw new IllegalArgumentException(
          "positive actions name \"%s\": use some of %s, each with an optional threshold as in close_up>10s"
              .formatted(name, wireNames()));
    }
    return type.get();
  }

  private static String wireNames() {
    List<String> names = new ArrayList<>();
    for (ActionType type : ActionType.values()) {
      if (type != ActionType.HIDE) {
        names.add(type.wireName());
      }
    }
    return String.join(", ", names);
  }

  private static Duration parseDuration(String text) {
    try {
      if (text.endsWith("ms")) {
        return Duration.ofMillis(Integer.parseUnsignedInt(text.substring(0, text.length() - 2)));
      }
      if (text.endsWith("s")) {
        return Duration.ofSeconds(Integer.parseUnsignedInt(text.substring(0, text.length() - 1)));
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "positive actions have the threshold \"" + text + "\": write 10s or 1500ms", notANumber);
    }
    throw new IllegalArgumentException(
        "positive actions have the threshold \"" + text + "\": write 10s or 1500ms");
  }

  /** Whether the action says that the user wanted the pin. */
  public boolean includes(Action action) {
    Long threshold = longerThanMillis.get(action.type());
    return threshold != null && (threshold < 0 || action.durationMillis() > threshold);
  }

  /** The list as {@link #parse} reads it, in the order of the action types' codes. */
  @Override
  public String toString() {
    return longerThanMillis.entrySet().stream()
        .map(
            entry ->
                entry.getValue() < 0
                    ? entry.getKey().wireName()
                    : entry.getKey().wireName() + ">" + entry.getValue() + "ms")
        .collect(Collectors.joining(","));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PositiveActions that && longerThanMillis.equals(that.longerThanMillis);
  }

  @Override
  public int hashCode() {
    return longerThanMillis.hashCode();
  }
}
