package io.tidemark.experiments.file;

import static java.util.Objects.requireNonNull;

/**
 * Something in a file that cannot be as it is.
 *
 * @param line from 1
 * @param column from 1
 * @param field what it is about, such as {@code layers[0].experiments[1].traffic}; empty for the
 *     file as a whole
 * @param message what is wrong
 * @param fix what to write instead
 */
public record FileProblem(int line, int column, String field, String message, String fix) {
  public FileProblem {
    requireNonNull(field, "field is null");
    requireNonNull(message, "message is null");
    requireNonNull(fix, "fix is null");
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("%d:%d is no place in a file".formatted(line, column));
    }
  }

  /** In one line, as compilers write it but for the file's name: {@code 12:9: what: do this}. */
  @Override
  public String toString() {
    return "%d:%d: %s%s: %s"
        .formatted(line, column, field.isEmpty() ? "" : field + " ", message, fix);
  }
}
