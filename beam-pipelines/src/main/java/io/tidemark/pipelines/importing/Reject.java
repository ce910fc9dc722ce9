package io.tidemark.pipelines.importing;

/**
 * A row that is no action.
 *
 * @param line the file's line it begins on, from 1
 * @param field what is wrong: a column or a part of the format
 * @param reason what is wrong with it
 * @param raw the row's text, cut if it is very long
 */
record Reject(long line, String field, String reason, String raw) {
  private static final int RAW_LIMIT = 10_000;

  Reject {
    if (raw.length() > RAW_LIMIT) {
      raw = raw.substring(0, RAW_LIMIT) + " [... %d characters]".formatted(raw.length());
    }
  }
}
