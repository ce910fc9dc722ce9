package io.tidemark.pipelines.importing;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidemark.pipelines.importing.LineReader.Line;
import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads delimited files. Records are found line by line, so that a broken quote spoils its own
 * record only: a quoted column may hold up to {@value #MAX_LINES_A_RECORD} lines.
 */
final class DelimitedReader implements RowReader {
  private static final int MAX_LINES_A_RECORD = 100;

  private final InputFile file;
  private final FileFormat.Delimited format;
  private final Map<String, String> wanted;

  /**
   * @param wanted columns that must be there, each with the descriptor's field that wants it
   */
  DelimitedReader(InputFile file, FileFormat.Delimited format, Map<String, String> wanted) {
    this.file = file;
    this.format = format;
    this.wanted = wanted;
  }

  @Override
  public void check() throws IOException {
    try (LineReader lines = new LineReader(file.open())) {
      places(lines);
    }
  }

  @Override
  public void read(Rows rows) throws IOException {
    try (LineReader lines = new LineReader(file.open())) {
      Map<String, Integer> places = places(lines);
      for (Line line = lines.next(); line != null; line = lines.next()) {
        if (line.problem() != null) {
          rows.reject(new Reject(line.number(), "line", line.problem(), line.text()));
        } else if (!line.text().isEmpty()) {
          record(line, lines, places, rows);
        }
      }
    }
  }

  private List<String> header(LineReader lines) throws IOException {
    Line line = lines.next();
    if (line == null || line.text().isEmpty()) {
      throw new JobFailedException(
          "%s has no header line: name its columns in the descriptor's format.columns"
              .formatted(file.path()));
    }
    try {
      return split(line.text());
    } catch (CsvParseException e) {
      throw new JobFailedException(
          "the header of %s cannot be read: %s".formatted(file.path(), reason(e)), e);
    }
  }

  /** Each column's place, by the header or the descriptor. */
  private Map<String, Integer> places(LineReader lines) throws IOException {
    List<String> names = format.columns().isEmpty() ? header(lines) : format.columns();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (places.put(names.get(i), i) != null) {
        throw new JobFailedException(
            "%s has two columns named '%s'".formatted(file.path(), names.get(i)));
      }
    }
    wanted.forEach(
        (column, field) -> {
          if (!places.containsKey(column)) {
            throw new JobFailedException(
                "%s has no column '%s', which the descriptor's %s names; it has %s"
                    .formatted(file.path(), column, field, names));
          }
        });
    return places;
  }

  private void record(Line first, LineReader lines, Map<String, Integer> places, Rows rows)
      throws IOException {
    StringBuilder text = new StringBuilder(first.text());
    Deque<Line> following = new ArrayDeque<>();
    boolean open = endsInsideQuotes(text);
    while (open && following.size() < MAX_LINES_A_RECORD - 1) {
      Line next = lines.next();
      if (next == null) {
        break;
      }
      following.add(next);
      text.append('\n').append(next.text());
      if (next.problem() != null || text.length() > LineReader.MAX_LINE_BYTES) {
        break;
      }
      open = endsInsideQuotes(text);
    }
    String problem =
        open
            ? "has a quoted column that does not end within %d lines".formatted(MAX_LINES_A_RECORD)
            : row(first.number(), text.toString(), places, rows);
    if (problem != null) {
      // What followed may be good rows: only the line that opened the quote is to blame.
      lines.pushBack(following);
      rows.reject(new Reject(first.number(), "line", problem, first.text()));
    }
  }

  /** Hands a record's row on, or tells why there is none. */
  private String row(long line, String text, Map<String, Integer> places, Rows rows)
      throws IOException {
    List<String> values;
    try {
      values = split(text);
    } catch (CsvParseException e) {
      return reason(e);
    }
    if (values.size() != places.size()) {
      return "has %d columns, not %d".formatted(values.size(), places.size());
    }
    rows.row(
        new SourceRow(
            line,
            text,
            column -> {
              Integer place = places.get(column);
              return place == null ? null : values.get(place);
            }));
    return null;
  }

  /** Whether a quote that opened a column is still open at the end. */
  private boolean endsInsideQuotes(CharSequence text) {
    if (format.quote() == null) {
      return false;
    }
    char quote = format.quote();
    boolean quoted = false;
    boolean columnStarts = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote && (quoted || columnStarts)) {
        quoted = !quoted;
        columnStarts = quoted ? false : i + 1 < text.length() && text.charAt(i + 1) == quote;
      } else {
        columnStarts = !quoted && c == format.delimiter();
      }
    }
    return quoted;
  }

  private List<String> split(String record) {
    if (format.quote() == null) {
      return splitPlain(record, format.delimiter());
    }
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(format.delimiter())
            .quoteCharacter(format.quote())
            .acceptCharsAfterQuotes(false)
            .ofCsvRecord(record)) {
      for (CsvRecord found : reader) {
        return found.getFields();
      }
      return List.of("");
    } catch (IOException e) {
      throw new IllegalStateException("reading a string failed", e);
    }
  }

  private static List<String> splitPlain(String record, char delimiter) {
    List<String> values = new ArrayList<>();
    int start = 0;
    for (int end = record.indexOf(delimiter); end >= 0; end = record.indexOf(delimiter, start)) {
      values.add(record.substring(start, end));
      start = end + 1;
    }
    values.add(record.substring(start));
    return values;
  }

  private static String reason(CsvParseException e) {
    Throwable root = e.getCause() == null ? e : e.getCause();
    return "cannot be split into columns: " + root.getMessage();
  }
}
