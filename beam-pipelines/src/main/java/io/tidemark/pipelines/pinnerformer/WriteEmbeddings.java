package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * Writes embeddings to HBase and passes on what has been written. Embeddings that are not numbers
 * are passed on unwritten, for the checks to find.
 */
final class WriteEmbeddings extends DoFn<UserEmbedding, UserEmbedding> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 500;

  private final String hbase;
  private final String version;
  private transient StoreConnection connection;
  private transient UserEmbeddings embeddings;
  private transient List<UserEmbedding> waiting;

  /**
   * @param version of the model that made them
   */
  WriteEmbeddings(String hbase, String version) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    embeddings = new UserEmbeddings(connection);
  }

  @StartBundle
  public void start() {
    waiting = new ArrayList<>();
  }

  @ProcessElement
  public void add(@Element UserEmbedding embedding, OutputReceiver<UserEmbedding> written) {
    if (!EmbeddingChecks.isFinite(embedding)) {
      written.output(embedding);
      return;
    }
    waiting.add(embedding);
    if (waiting.size() >= AT_ONCE) {
      writeWaiting(written::output);
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    writeWaiting(
        embedding ->
            context.output(embedding, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
  }

  private void writeWaiting(Consumer<UserEmbedding> written) {
    embeddings.write(version, waiting);
    waiting.forEach(written);
    waiting.clear();
  }

  @Teardown
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
