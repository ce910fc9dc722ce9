package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.List;

/** How rows lie in a data set's files. All of them may be gzip'd; text is UTF-8. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FileFormat.Delimited.class, name = "delimited"),
  @JsonSubTypes.Type(value = FileFormat.JsonLines.class, name = "json_lines"),
  @JsonSubTypes.Type(value = FileFormat.Sequences.class, name = "sequences"),
})
public sealed interface FileFormat extends Serializable {
  /**
   * A row a line, columns divided by one character.
   *
   * @param delimiter between columns, such as a comma or a tab
   * @param quote around columns that hold the delimiter or a line's end; null if the files quote
   *     nothing and the character means itself. In YAML {@code none}; the default is {@code "}
   * @param columns their names in order if the files have no header line, else empty: the header
   *     names them
   */
  record Delimited(char delimiter, Character quote, List<String> columns) implements FileFormat {
    private static final long serialVersionUID = 1;

    public Delimited {
      columns = List.copyOf(columns);
      if (delimiter == '\n' || delimiter == '\r' || (quote != null && quote == delimiter)) {
        throw new IllegalArgumentException(
            "format.delimiter must be neither a line's end nor the quote");
      }
    }

    @JsonCreator
    static Delimited of(
        @JsonProperty("delimiter") String delimiter,
        @JsonProperty("quote") String quote,
        @JsonProperty("columns") List<String> columns) {
      return new Delimited(
          character("format.delimiter", delimiter == null ? "," : delimiter),
          "none".equals(quote) ? null : character("format.quote", quote == null ? "\"" : quote),
          columns == null ? List.of() : columns);
    }

    private static char character(String field, String value) {
      if (value.length() != 1) {
        throw new IllegalArgumentException(
            "%s must be one character, such as \",\" or \"\\t\", not '%s'".formatted(field, value));
      }
      return value.charAt(0);
    }
  }

  /**
   * A JSON object a line. A column is a field; {@code a.b} is field {@code b} of field {@code a}.
   *
   * @param rows the field that holds an array with one object a row, whose columns the line's other
   *     fields are too; null if a line is one row
   */
  record JsonLines(@JsonProperty("rows") String rows) implements FileFormat {
    private static final long serialVersionUID = 1;
  }

  /**
   * Two files in step: a line is {@code user item item ...} in one and {@code user time time ...}
   * in the other. The columns are {@code user}, {@code item}, {@code time} and {@code position}
   * (the item's place in its line from 0, written so that it sorts as text).
   *
   * @param items name of the file of items
   * @param times name of the file of times, in the same folder
   * @param delimiter between the parts of a line
   */
  record Sequences(String items, String times, char delimiter) implements FileFormat {
    private static final long serialVersionUID = 1;

    static final List<String> COLUMNS = List.of("user", "item", "time", "position");

    @JsonCreator
    static Sequences of(
        @JsonProperty(value = "items", required = true) String items,
        @JsonProperty(value = "times", required = true) String times,
        @JsonProperty("delimiter") String delimiter) {
      return new Sequences(
          items,
          times,
          Delimited.character("format.delimiter", delimiter == null ? " " : delimiter));
    }
  }
}
