package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * Compares new rows with those that are served now, many users a read. Users who have nothing to
 * compare on either side are left out.
 *
 * @param <T> the row
 */
final class MeasureDrift<T> extends DoFn<T, Drift> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 500;

  private final UserRows<T> kind;
  private final String hbase;
  private final String version;
  private final long asOf;
  private transient StoreConnection connection;
  private transient Map<String, float[]> waiting;
  private transient List<Double> values;

  /**
   * @param version of the release that is served, which is that of the new rows, too
   * @param asOf of the release that is served
   */
  MeasureDrift(UserRows<T> kind, String hbase, String version, Instant asOf) {
    this.kind = requireNonNull(kind, "kind is null");
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.version = requireNonNull(version, "version is null");
    this.asOf = asOf.toEpochMilli();
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
  }

  @StartBundle
  public void start() {
    waiting = new HashMap<>();
    values = new ArrayList<>();
  }

  @ProcessElement
  public void add(@Element T row) {
    Optional<float[]> compared = kind.compared(row);
    if (compared.isPresent()) {
      waiting.put(kind.userId(row), compared.get());
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
    kind.read(connection, waiting.keySet(), version, Instant.ofEpochMilli(asOf))
        .forEach(
            (user, before) ->
                kind.compared(before)
                    .ifPresent(vector -> values.add(Drift.between(vector, waiting.get(user)))));
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
