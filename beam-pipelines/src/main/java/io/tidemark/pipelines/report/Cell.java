package io.tidemark.pipelines.report;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One cell of a table.
 *
 * @param text as a reader sees it
 * @param value as JSON has it: a string, a number, a map of them, or null where nothing is known
 */
public record Cell(String text, Object value) {
  /** What stands where nothing could be measured. */
  private static final String UNKNOWN = "unknown";

  public Cell {
    requireNonNull(text, "text is null");
  }

  /** Words. */
  public static Cell text(String text) {
    return new Cell(text, text);
  }

  /** A count. */
  public static Cell count(long count) {
    return new Cell(String.format(Locale.ROOT, "%,d", count), count);
  }

  /**
   * A number; unknown if it is none.
   *
   * @param format as of {@link String#format}, such as {@code "%.3f"}
   */
  public static Cell number(String format, double value) {
    return Double.isFinite(value)
        ? new Cell(String.format(Locale.ROOT, format, value), value)
        : new Cell(UNKNOWN, null);
  }

  /** A number with its 95% interval, such as {@code .0412 [.0351, .0480]}. */
  public static Cell interval(String format, double value, double low, double high) {
    if (!Double.isFinite(value)) {
      return new Cell(UNKNOWN, null);
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("value", value);
    parts.put("low", Double.isFinite(low) ? low : null);
    parts.put("high", Double.isFinite(high) ? high : null);
    String bounds =
        Double.isFinite(low) && Double.isFinite(high)
            ? String.format(Locale.ROOT, " [" + format + ", " + format + "]", low, high)
            : "";
    return new Cell(String.format(Locale.ROOT, format, value) + bounds, parts);
  }
}
