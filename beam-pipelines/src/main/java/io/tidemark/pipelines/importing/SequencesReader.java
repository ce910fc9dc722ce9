package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.importing.LineReader.Line;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a file of items and a file of times in step. */
final class SequencesReader implements RowReader {
  private final InputFile items;
  private final InputFile times;
  private final Pattern delimiter;

  /**
   * @param items the file of items; that of times lies beside it
   */
  SequencesReader(InputFile items, FileFormat.Sequences format) {
    this.items = items;
    this.times = items.sibling(format.times());
    this.delimiter = Pattern.compile(Pattern.quote(String.valueOf(format.delimiter())) + "+");
  }

  @Override
  public void read(Rows rows) throws IOException {
    try (LineReader itemLines = new LineReader(items.open());
        LineReader timeLines = new LineReader(times.open())) {
      while (true) {
        Line item = itemLines.next();
        Line time = timeLines.next();
        if (item == null && time == null) {
          return;
        }
        if (item == null) {
          rows.reject(
              new Reject(
                  time.number(),
                  "item",
                  "%s has no such line".formatted(items.name()),
                  time.text()));
        } else if (time == null) {
          rows.reject(
              new Reject(
                  item.number(),
                  "time",
                  "%s has no such line".formatted(times.name()),
                  item.text()));
        } else {
          pair(item, time, rows);
        }
      }
    }
  }

  private void pair(Line item, Line time, Rows rows) throws IOException {
    for (Line line : List.of(item, time)) {
      if (line.problem() != null) {
        rows.reject(new Reject(line.number(), "line", line.problem(), line.text()));
        return;
      }
    }
    if (item.text().isBlank() && time.text().isBlank()) {
      return;
    }
    List<String> itemParts = split(item);
    List<String> timeParts = split(time);
    String user = itemParts.get(0);
    if (!user.equals(timeParts.get(0))) {
      rows.reject(
          new Reject(
              item.number(),
              "user",
              "is '%s', but '%s' in %s".formatted(user, timeParts.get(0), times.name()),
              item.text()));
      return;
    }
    if (itemParts.size() != timeParts.size()) {
      rows.reject(
          new Reject(
              item.number(),
              "time",
              "%d items, but %d times in %s"
                  .formatted(itemParts.size() - 1, timeParts.size() - 1, times.name()),
              item.text()));
      return;
    }
    for (int i = 1; i < itemParts.size(); i++) {
      String position = "%06d".formatted(i - 1);
      String itemId = itemParts.get(i);
      String at = timeParts.get(i);
      rows.row(
          new SourceRow(
              item.number(),
              user + " " + itemId + " " + at,
              column ->
                  switch (column) {
                    case "user" -> user;
                    case "item" -> itemId;
                    case "time" -> at;
                    case "position" -> position;
                    default -> null;
                  }));
    }
  }

  private List<String> split(Line line) {
    return Arrays.asList(delimiter.split(line.text().strip(), -1));
  }
}
