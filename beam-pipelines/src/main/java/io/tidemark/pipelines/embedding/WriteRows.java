package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Writes files of rows to HBase, and tells how many each had.
 *
 * @param <T> the row
 */
final class WriteRows<T> extends DoFn<String, Long> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 500;

  private final UserRows<T> kind;
  private final String hbase;
  private final String version;
  private final VectorType storage;
  private transient StoreConnection connection;

  /**
   * @param version of the release
   */
  WriteRows(UserRows<T> kind, String hbase, String version, VectorType storage) {
    this.kind = requireNonNull(kind, "kind is null");
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.storage = requireNonNull(storage, "storage is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
  }

  @ProcessElement
  public void write(@Element String file, OutputReceiver<Long> written) {
    List<T> waiting = new ArrayList<>(AT_ONCE);
    long[] rows = new long[1];
    StagedRows.read(
        kind,
        file,
        row -> {
          waiting.add(row);
          rows[0]++;
          if (waiting.size() == AT_ONCE) {
            kind.write(connection, storage, version, waiting);
            waiting.clear();
          }
        });
    kind.write(connection, storage, version, waiting);
    written.output(rows[0]);
  }

  @Teardown
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
