package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.importing.DatasetDescriptor.ActionRule;
import io.tidemark.pipelines.importing.DatasetDescriptor.DurationRule;
import io.tidemark.pipelines.importing.DatasetDescriptor.SurfaceRule;
import io.tidemark.store.Action;
import io.tidemark.store.ActionRules;
import io.tidemark.store.ActionType;
import io.tidemark.store.InvalidActionException;
import io.tidemark.store.Surface;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.values.KV;

/**
 * Makes an action of a row, as the descriptor says. The action's event id is the row's key; rows
 * that share one are told apart later ({@link NumberRepeats}).
 *
 * @param descriptor what the columns mean
 * @param shiftDays whole days added to every instant
 */
record ActionMapping(DatasetDescriptor descriptor, int shiftDays) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final long EARLIEST = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final long MILLIS_A_DAY = Duration.ofDays(1).toMillis();

  /** The longest key: leaves room for an ordinal. */
  private static final int MAX_KEY = ActionRules.MAX_ID_CHARACTERS - 12;

  /** The session of a row whose data set has none, or none that matters. */
  static final String NO_SESSION = "";

  /**
   * The action and the session it belongs to, {@link #NO_SESSION} if that does not matter.
   *
   * @throws InvalidActionException naming the column that is wrong
   */
  KV<String, Action> map(SourceRow.Columns row) throws InvalidActionException {
    String user = ActionRules.requireId(descriptor.user(), row.get(descriptor.user()));
    String pin = ActionRules.requireId(descriptor.pin(), row.get(descriptor.pin()));
    ActionType type = type(row);
    Action action =
        new Action(
            key(row),
            user,
            pin,
            type,
            surface(row),
            time(row),
            duration(row, type),
            Optional.empty());
    return KV.of(session(row), action);
  }

  private ActionType type(SourceRow.Columns row) throws InvalidActionException {
    for (ActionRule rule : descriptor.actions()) {
      if (fits(rule, row)) {
        return rule.type();
      }
    }
    StringBuilder values = new StringBuilder();
    descriptor.actions().stream()
        .flatMap(rule -> rule.when().keySet().stream())
        .distinct()
        .forEach(
            column ->
                values
                    .append(values.isEmpty() ? "" : ", ")
                    .append(column)
                    .append('=')
                    .append(row.get(column)));
    throw new InvalidActionException(
        "actions", "has no rule for " + values, "add a rule to the descriptor's actions");
  }

  private static boolean fits(ActionRule rule, SourceRow.Columns row) {
    for (Map.Entry<String, List<String>> condition : rule.when().entrySet()) {
      String value = row.get(condition.getKey());
      if (value == null || !condition.getValue().contains(value)) {
        return false;
      }
    }
    return true;
  }

  private Surface surface(SourceRow.Columns row) {
    SurfaceRule rule = descriptor.surface();
    String value = rule.column() == null ? null : row.get(rule.column());
    return value == null ? rule.otherwise() : rule.values().getOrDefault(value, rule.otherwise());
  }

  private long time(SourceRow.Columns row) throws InvalidActionException {
    String column = descriptor.time().column();
    long millis = wholeNumber(column, row.get(column), descriptor.time().unit());
    if (millis < EARLIEST || millis >= LATEST) {
      throw new InvalidActionException(
          column,
          "is %s, outside 1990 to 2099".formatted(Instant.ofEpochMilli(millis)),
          "check time.unit in the descriptor");
    }
    return millis + shiftDays * MILLIS_A_DAY;
  }

  private long duration(SourceRow.Columns row, ActionType type) throws InvalidActionException {
    DurationRule rule = descriptor.duration();
    if (rule == null || rule.column() == null || !rule.appliesTo(type)) {
      return Action.UNKNOWN_DURATION;
    }
    String column = rule.column();
    String value = row.get(column);
    if (value == null || value.isBlank()) {
      return Action.UNKNOWN_DURATION;
    }
    long millis = wholeNumber(column, value, rule.unit());
    if (millis < 0 || millis > ActionRules.MAX_DURATION_MILLIS) {
      throw new InvalidActionException(
          column,
          "is %d ms, outside 0 to %d".formatted(millis, ActionRules.MAX_DURATION_MILLIS),
          "check duration.unit in the descriptor");
    }
    return millis;
  }

  private String session(SourceRow.Columns row) throws InvalidActionException {
    DurationRule rule = descriptor.duration();
    return rule == null || rule.session() == null
        ? NO_SESSION
        : ActionRules.requireId(rule.session(), row.get(rule.session()));
  }

  private String key(SourceRow.Columns row) throws InvalidActionException {
    StringBuilder key = new StringBuilder(descriptor.name());
    for (String column : descriptor.eventId()) {
      String value = ActionRules.requireId(column, row.get(column));
      // Escaped, so that no two rows with different values can have one key.
      key.append(':').append(value.replace("\\", "\\\\").replace(":", "\\:").replace("#", "\\#"));
    }
    return key.codePointCount(0, key.length()) <= MAX_KEY
        ? key.toString()
        : descriptor.name() + ":" + sha256(key.toString());
  }

  private static long wholeNumber(String column, String value, DatasetDescriptor.TimeUnit unit)
      throws InvalidActionException {
    if (value == null || value.isBlank()) {
      throw new InvalidActionException(column, "is empty", "a whole number is needed");
    }
    try {
      return unit.toMillis(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      throw new InvalidActionException(
          column, "is '%s', not a whole number".formatted(value), "a whole number is needed");
    } catch (ArithmeticException e) {
      throw new InvalidActionException(
          column, "is %s, too large a number".formatted(value), "check the unit");
    }
  }

  private static String sha256(String value) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
