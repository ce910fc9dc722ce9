package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.pipelines.importing.LineReader.Line;
import java.io.IOException;

/** Reads files of a JSON object a line, each of them one row or an array of rows. */
final class JsonLinesReader implements RowReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final InputFile file;
  private final FileFormat.JsonLines format;

  JsonLinesReader(InputFile file, FileFormat.JsonLines format) {
    this.file = file;
    this.format = format;
  }

  @Override
  public void read(Rows rows) throws IOException {
    try (LineReader lines = new LineReader(file.open())) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        if (line.problem() != null) {
          rows.reject(new Reject(line.number(), "line", line.problem(), line.text()));
        } else if (!line.text().isBlank()) {
          line(line, rows);
        }
      }
    }
  }

  private void line(Line line, Rows rows) throws IOException {
    JsonNode object;
    try {
      object = JSON.readTree(line.text());
    } catch (JsonProcessingException e) {
      rows.reject(
          new Reject(line.number(), "line", "is not JSON: " + e.getOriginalMessage(), line.text()));
      return;
    }
    if (!object.isObject()) {
      rows.reject(new Reject(line.number(), "line", "is not a JSON object", line.text()));
      return;
    }
    if (format.rows() == null) {
      rows.row(new SourceRow(line.number(), line.text(), column -> text(object, column)));
      return;
    }
    String field = format.rows();
    JsonNode array = object.at(pointer(field));
    if (!array.isArray()) {
      rows.reject(new Reject(line.number(), field, "is not an array of rows", line.text()));
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      JsonNode row = array.get(i);
      if (row.isObject()) {
        rows.row(
            new SourceRow(
                line.number(),
                row.toString(),
                column -> {
                  String own = text(row, column);
                  return own == null ? text(object, column) : own;
                }));
      } else {
        rows.reject(
            new Reject(
                line.number(),
                "%s[%d]".formatted(field, i),
                "is not a JSON object",
                row.toString()));
      }
    }
  }

  /** A number's or a string's text; null for anything else. */
  private static String text(JsonNode object, String column) {
    JsonNode value = object.at(pointer(column));
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static String pointer(String column) {
    return "/" + column.replace("~", "~0").replace("/", "~1").replace('.', '/');
  }
}
