package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a data set's files mean: how they are read, and which columns make an action.
 *
 * @param name of the data set: small letters, digits and {@code _}; begins every event id
 * @param files names of the files to read when the input is a folder, as globs such as {@code
 *     *.tsv}
 * @param format how rows lie in the files
 * @param eventId columns that together name an event. Rows that agree in all of them are told apart
 *     by an ordinal, so repeating rows are kept, and a row's id does not depend on where in the
 *     file it stands
 * @param user column of the user's id
 * @param pin column of the pin's id
 * @param time column and unit of the instant
 * @param actions the rules for the action's type: the first that fits decides
 * @param surface where the user was
 * @param duration how long the user stayed; null if the data set does not tell
 */
public record DatasetDescriptor(
    String name,
    List<String> files,
    FileFormat format,
    List<String> eventId,
    String user,
    String pin,
    Time time,
    List<ActionRule> actions,
    SurfaceRule surface,
    DurationRule duration)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  @JsonCreator
  public static DatasetDescriptor of(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty("files") List<String> files,
      @JsonProperty(value = "format", required = true) FileFormat format,
      @JsonProperty(value = "event_id", required = true) List<String> eventId,
      @JsonProperty(value = "user", required = true) String user,
      @JsonProperty(value = "pin", required = true) String pin,
      @JsonProperty(value = "time", required = true) Time time,
      @JsonProperty(value = "actions", required = true) List<ActionRule> actions,
      @JsonProperty("surface") SurfaceRule surface,
      @JsonProperty("duration") DurationRule duration) {
    return new DatasetDescriptor(
        name,
        files == null ? List.of("*") : files,
        format,
        eventId,
        user,
        pin,
        time,
        actions,
        surface == null ? SurfaceRule.UNKNOWN : surface,
        duration);
  }

  public DatasetDescriptor {
    require(
        name != null && NAME.matcher(name).matches(),
        "name must be 1 to 40 small letters, digits and _, not '" + name + "'");
    require(format != null, "format is empty");
    require(eventId != null && !eventId.isEmpty(), "event_id names no column");
    require(user != null && !user.isEmpty(), "user names no column");
    require(pin != null && !pin.isEmpty(), "pin names no column");
    require(time != null, "time is empty");
    require(actions != null && !actions.isEmpty(), "actions has no rule");
    files = List.copyOf(files);
    eventId = List.copyOf(eventId);
    actions = List.copyOf(actions);
    for (int i = 0; i < actions.size() - 1; i++) {
      require(
          !actions.get(i).when().isEmpty(),
          "actions[%d] has no `when`, so the rules after it are never reached".formatted(i));
    }
    if (format instanceof FileFormat.Sequences) {
      requireColumns(columns(eventId, user, pin, time, actions, surface, duration));
    }
  }

  /** The columns that must be there, each with the field of the descriptor that wants it. */
  public Map<String, String> columns() {
    return columns(eventId, user, pin, time, actions, surface, duration);
  }

  /**
   * The column and the unit of an instant.
   *
   * @param unit of the column's value
   */
  public record Time(
      @JsonProperty(value = "column", required = true) String column,
      @JsonProperty(value = "unit", required = true) TimeUnit unit)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** How a time or a duration is written. */
  public enum TimeUnit {
    /** Whole milliseconds (of instants: since the epoch, UTC). */
    @JsonProperty("ms")
    MILLISECONDS(1),
    /** Whole seconds (of instants: since the epoch, UTC). */
    @JsonProperty("s")
    SECONDS(1000);

    private final long millis;

    TimeUnit(long millis) {
      this.millis = millis;
    }

    /**
     * @throws ArithmeticException if the value is too large to be told in milliseconds
     */
    long toMillis(long value) {
      return Math.multiplyExact(value, millis);
    }
  }

  /**
   * A condition and the type of the actions that meet it.
   *
   * @param when columns and the values of which one must be there; all columns must agree. Empty:
   *     every row
   * @param type the action's type
   */
  public record ActionRule(Map<String, List<String>> when, ActionType type)
      implements Serializable {
    private static final long serialVersionUID = 1;

    public ActionRule {
      when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }

    @JsonCreator
    static ActionRule of(
        @JsonProperty("when") Map<String, List<String>> when,
        @JsonProperty(value = "type", required = true) String type) {
      return new ActionRule(
          when == null ? Map.of() : when,
          ActionType.fromWireName(type)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "actions: '%s' is no action type: write one of %s"
                              .formatted(type, wireNames(ActionType.values())))));
    }
  }

  /**
   * Where the user was.
   *
   * @param column that tells, or null if all rows have the surface {@code otherwise}
   * @param values the column's values and their surfaces
   * @param otherwise the surface of every other value
   */
  public record SurfaceRule(String column, Map<String, Surface> values, Surface otherwise)
      implements Serializable {
    private static final long serialVersionUID = 1;
    static final SurfaceRule UNKNOWN = new SurfaceRule(null, Map.of(), Surface.UNKNOWN);

    public SurfaceRule {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    @JsonCreator
    static SurfaceRule of(
        @JsonProperty("column") String column,
        @JsonProperty("values") Map<String, String> values,
        @JsonProperty("otherwise") String otherwise) {
      Map<String, Surface> surfaces = new TreeMap<>();
      if (values != null) {
        require(column != null, "surface has values but no column");
        values.forEach((value, surface) -> surfaces.put(value, surfaceOf(surface)));
      }
      return new SurfaceRule(
          column, surfaces, otherwise == null ? Surface.UNKNOWN : surfaceOf(otherwise));
    }

    private static Surface surfaceOf(String wireName) {
      return Surface.fromWireName(wireName)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "surface: '%s' is no surface: write one of %s"
                          .formatted(wireName, wireNames(Surface.values()))));
    }
  }

  /**
   * How long the user stayed: a column, or the time to the next event of the same session.
   *
   * @param column of the duration, null if it is the session's gap; an empty value is unknown
   * @param unit of the column
   * @param session the column that names the session, if the duration is the gap to the next event
   *     (unknown for a session's last event); else null
   * @param types the only action types that have a duration; empty: all
   */
  public record DurationRule(String column, TimeUnit unit, String session, Set<ActionType> types)
      implements Serializable {
    private static final long serialVersionUID = 1;

    @JsonCreator
    static DurationRule of(
        @JsonProperty("column") String column,
        @JsonProperty("unit") TimeUnit unit,
        @JsonProperty("next_in_session") String session,
        @JsonProperty("types") List<String> types) {
      require(
          (column == null) != (session == null),
          "duration needs either column or next_in_session, and not both");
      require(column == null || unit != null, "duration.unit is missing: write ms or s");
      require(column != null || unit == null, "duration.unit belongs to duration.column");
      Set<ActionType> only = new TreeSet<>();
      if (types != null) {
        for (String type : types) {
          only.add(ActionRule.of(Map.of(), type).type());
        }
      }
      return new DurationRule(column, unit == null ? TimeUnit.MILLISECONDS : unit, session, only);
    }

    boolean appliesTo(ActionType type) {
      return types.isEmpty() || types.contains(type);
    }
  }

  private static Map<String, String> columns(
      List<String> eventId,
      String user,
      String pin,
      Time time,
      List<ActionRule> actions,
      SurfaceRule surface,
      DurationRule duration) {
    Map<String, String> columns = new LinkedHashMap<>();
    eventId.forEach(column -> columns.putIfAbsent(column, "event_id"));
    columns.putIfAbsent(user, "user");
    columns.putIfAbsent(pin, "pin");
    columns.putIfAbsent(time.column(), "time.column");
    for (int i = 0; i < actions.size(); i++) {
      for (String column : actions.get(i).when().keySet()) {
        columns.putIfAbsent(column, "actions[" + i + "].when");
      }
    }
    if (surface.column() != null) {
      columns.putIfAbsent(surface.column(), "surface.column");
    }
    if (duration != null && duration.column() != null) {
      columns.putIfAbsent(duration.column(), "duration.column");
    }
    if (duration != null && duration.session() != null) {
      columns.putIfAbsent(duration.session(), "duration.next_in_session");
    }
    return columns;
  }

  private static void requireColumns(Map<String, String> wanted) {
    wanted.forEach(
        (column, field) ->
            require(
                FileFormat.Sequences.COLUMNS.contains(column),
                "%s names the column '%s'; files of sequences have %s"
                    .formatted(field, column, FileFormat.Sequences.COLUMNS)));
  }

  private static List<String> wireNames(Enum<?>[] values) {
    List<String> names = new ArrayList<>();
    for (Enum<?> value : values) {
      names.add(value.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
