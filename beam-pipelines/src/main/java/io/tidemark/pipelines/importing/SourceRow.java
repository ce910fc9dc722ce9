package io.tidemark.pipelines.importing;

/**
 * One row of a file, before anybody has judged what it says.
 *
 * @param line the file's line it begins on, from 1
 * @param raw its text, for the rejects
 * @param columns its values
 */
record SourceRow(long line, String raw, Columns columns) {
  /** A row's values by their column's name. */
  @FunctionalInterface
  interface Columns {
    /** The value, or null if the row does not have that column. */
    String get(String column);
  }
}
