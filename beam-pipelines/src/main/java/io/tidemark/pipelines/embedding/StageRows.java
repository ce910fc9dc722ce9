package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * Puts rows into files, and counts what there is to check of them.
 *
 * @param <T> the row
 */
final class StageRows<T> extends DoFn<T, RowChecks> {
  private static final long serialVersionUID = 1;

  private final UserRows<T> kind;
  private final String prefix;
  private transient StagedRows<T> file;
  private transient RowChecks checks;

  /**
   * @param prefix of the files' paths
   */
  StageRows(UserRows<T> kind, String prefix) {
    this.kind = requireNonNull(kind, "kind is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
  }

  @StartBundle
  public void start() {
    file = null;
    checks = RowChecks.none();
  }

  @ProcessElement
  public void add(@Element T row) throws IOException {
    if (file == null) {
      file = StagedRows.create(kind, prefix);
    }
    file.write(row);
    checks = checks.plus(RowChecks.of(kind, row));
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    if (file != null) {
      file.close();
      context.output(checks, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    }
  }
}
