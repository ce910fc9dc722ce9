package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Writes files of embeddings to HBase, and tells how many each had. */
final class WriteEmbeddings extends DoFn<String, Long> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 500;

  private final String hbase;
  private final String version;
  private final VectorType storage;
  private transient StoreConnection connection;
  private transient UserEmbeddings embeddings;

  /**
   * @param version of the model that made them
   */
  WriteEmbeddings(String hbase, String version, VectorType storage) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.storage = requireNonNull(storage, "storage is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    embeddings = new UserEmbeddings(connection, storage);
  }

  @ProcessElement
  public void write(@Element String file, OutputReceiver<Long> written) {
    List<UserEmbedding> waiting = new ArrayList<>(AT_ONCE);
    long[] rows = new long[1];
    EmbeddingFile.read(
        file,
        embedding -> {
          waiting.add(embedding);
          rows[0]++;
          if (waiting.size() == AT_ONCE) {
            embeddings.write(version, waiting);
            waiting.clear();
          }
        });
    embeddings.write(version, waiting);
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
