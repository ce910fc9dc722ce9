package io.tidemark.store;

import java.util.Optional;

/**
 * HBase could not do what was asked: the message names the table, the row if it was about one, and
 * what to check.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String table;
  private final String row;

  /**
   * @param table the table's name without its namespace
   * @param row the id of the row, null if it is not about one row
   * @param problem what went wrong
   * @param check what to look at or do next
   * @param cause what HBase's client said, null if it said nothing
   */
  StoreException(String table, String row, String problem, String check, Throwable cause) {
    super(
        "HBase table %s%s: %s; %s"
            .formatted(table, row == null ? "" : ", row \"" + row + "\"", problem, check),
        cause);
    this.table = table;
    this.row = row;
  }

  /** The table's name without its namespace, such as {@code live_actions}. */
  public String table() {
    return table;
  }

  /** The id of the row (a user, a pin, a model), empty if the failure is not about one row. */
  public Optional<String> row() {
    return Optional.ofNullable(row);
  }
}
