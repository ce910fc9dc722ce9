package io.tidemark.pipelines.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table.
 *
 * @param title above it
 * @param note under the title: what the numbers are, in one sentence; may be empty
 * @param columns their headings
 * @param rows a cell a column
 */
public record Table(String title, String note, List<String> columns, List<List<Cell>> rows) {
  public Table {
    requireNonNull(title, "title is null");
    requireNonNull(note, "note is null");
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of \"%s\" has %d cells for %d columns"
                .formatted(title, row.size(), columns.size()));
      }
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder("## ").append(title).append("\n\n");
    if (!note.isEmpty()) {
      text.append(note).append("\n\n");
    }
    text.append(line(columns)).append('|').append("---|".repeat(columns.size())).append('\n');
    rows.forEach(row -> text.append(line(row.stream().map(Cell::text).toList())));
    return text.append('\n').toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  Map<String, Object> json() {
    List<Map<String, Object>> values = new ArrayList<>();
    for (List<Cell> row : rows) {
      Map<String, Object> byColumn = new LinkedHashMap<>();
      for (int column = 0; column < columns.size(); column++) {
        byColumn.put(columns.get(column), row.get(column).value());
      }
      values.add(byColumn);
    }
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("title", title);
    table.put("note", note);
    table.put("rows", values);
    return table;
  }
}
