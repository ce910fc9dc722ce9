package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.PastAction;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * Writes what users' embeddings were computed from to HBase, beside the embeddings: of each user
 * the newest actions that the model looks at. Tells how many users that were.
 */
final class WriteHistories extends DoFn<Timeline, Long> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 200;

  private final String hbase;
  private final long asOf;
  private final int longest;
  private transient StoreConnection connection;
  private transient UserHistories histories;
  private transient List<UserHistory> waiting;
  private transient long written;

  /**
   * @param asOf of the embeddings
   * @param longest how many actions the model looks at
   */
  WriteHistories(String hbase, Instant asOf, int longest) {
    this.hbase = requireNonNull(hbase, "hbase is null");
    this.asOf = asOf.toEpochMilli();
    this.longest = longest;
  }

  @Setup
  public void connect() {
    connection = StoreConnection.open(StoreConfig.of(hbase));
    histories = new UserHistories(connection);
  }

  @StartBundle
  public void start() {
    waiting = new ArrayList<>(AT_ONCE);
    written = 0;
  }

  @ProcessElement
  public void add(@Element Timeline timeline) {
    waiting.add(history(timeline));
    if (waiting.size() == AT_ONCE) {
      write();
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    write();
    context.output(written, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
  }

  private UserHistory history(Timeline timeline) {
    List<Action> actions = timeline.actions();
    boolean whole = actions.size() <= longest;
    List<Action> newest =
        whole ? actions : actions.subList(actions.size() - longest, actions.size());
    return new UserHistory(
        timeline.userId(),
        Instant.ofEpochMilli(asOf),
        whole,
        newest.stream().map(PastAction::of).toList());
  }

  private void write() {
    histories.write(waiting);
    written += waiting.size();
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
