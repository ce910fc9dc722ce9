package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/** Compares a sample of the new vectors with those that are served now, many users a read. */
final class MeasureDrift extends DoFn<UserEmbedding, Drift> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 500;

  private final String hbase;
  private final String version;
  private final long asOf;
  private final UserSample sample;
  private transient StoreConnection connection;
  private transient UserEmbeddings embeddings;
  private transient Map<String, float[]> waiting;
  private transient List<Double> values;

  /**
   * @param version of the model whose vectors are served, which made the new ones, too
   * @param asOf of the release that is served
   */
  MeasureDrift(String hbase, String version, Instant asOf, UserSample sample) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.asOf = asOf.toEpochMilli();
    this.sample = requireNonNull(sample, "sample is null");
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    embeddings = new UserEmbeddings(connection);
  }

  @StartBundle
  public void start() {
    waiting = new HashMap<>();
    values = new ArrayList<>();
  }

  @ProcessElement
  public void add(@Element UserEmbedding embedding) {
    if (sample.has(embedding.userId())) {
      waiting.put(embedding.userId(), embedding.vector());
      if (waiting.size() >= AT_ONCE) {
        compare();
      }
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    compare();
    context.output(new Drift(values), GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }

  private void compare() {
    embeddings
        .read(waiting.keySet(), version, Instant.ofEpochMilli(asOf))
        .forEach((user, before) -> values.add(Drift.between(before.vector(), waiting.get(user))));
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
