package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Where a worker leaves the rows that it makes: in a file of each bundle, where they wait for the
 * gate's verdict. Counts what there is to check of them on the way, and picks those that are
 * compared with the rows that are served now: only these travel on, as there are few of them.
 *
 * @param <T> the row
 */
public final class RowStage<T> implements Serializable {
  private static final long serialVersionUID = 1;

  private final UserRows<T> kind;
  private final String prefix;
  private final UserSample compared;
  private transient StagedRows<T> file;
  private transient RowChecks checks;

  /**
   * @param prefix of the files' paths
   * @param compared users whose rows are
   */
  RowStage(UserRows<T> kind, String prefix, UserSample compared) {
    this.kind = requireNonNull(kind, "kind is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
    this.compared = requireNonNull(compared, "compared is null");
  }

  /** Begins a bundle. */
  public void start() {
    file = null;
    checks = RowChecks.none();
  }

  /**
   * Takes a row.
   *
   * @param comparison given the row if it is one of those that are compared
   */
  public void add(T row, Consumer<T> comparison) throws IOException {
    if (file == null) {
      file = StagedRows.create(kind, prefix);
    }
    file.write(row);
    checks = checks.plus(RowChecks.of(kind, row));
    if (compared.has(kind.userId(row))) {
      comparison.accept(row);
    }
  }

  /** Ends a bundle: its file has its name from now on. */
  public RowChecks finish() throws IOException {
    if (file != null) {
      file.close();
    }
    return checks;
  }
}
