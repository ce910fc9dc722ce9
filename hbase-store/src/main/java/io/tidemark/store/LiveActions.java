package io.tidemark.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;

/**
 * What users did lately, as the live stream saw it.
 *
 * <p>Table {@code live_actions}, row = user, family {@code a}, qualifier = {@link LiveQualifier},
 * cell timestamp = occurred-at (so an action expires 30 days after it happened, not after it
 * arrived), value = {@link ActionCodec}. An event written twice is one cell and the order of
 * writing does not matter: a stream that delivers at least once is enough. An event is its user,
 * time and event id: the same id sent with another time is another event.
 */
public final class LiveActions {
  /** The most actions one call reads. */
  public static final int MAX_LIMIT = 1000;

  static final String TABLE = "live_actions";
  static final byte[] FAMILY = {'a'};

  private static final int COUNT_BATCH_CELLS = 1000;

  private final StoreTable table;

  public LiveActions(StoreConnection connection) {
    this.table = connection.table(TABLE);
  }

  /**
   * Writes actions; once this returns they are in HBase's log and can be read. The actions of one
   * user become visible together.
   *
   * @throws IllegalArgumentException if an id or a time is not valid; nothing is written then
   * @throws StoreException if HBase fails; some may be written then, so write the batch again
   */
  public void write(Collection<Action> actions) {
    Map<String, Put> puts = new HashMap<>();
    for (Action action : actions) {
      RowKeys.requireId("event_id", action.eventId());
      RowKeys.requireId("pin_id", action.pinId());
      action.requestId().ifPresent(id -> RowKeys.requireId("request_id", id));
      puts.computeIfAbsent(action.userId(), LiveActions::put)
          .addColumn(
              FAMILY,
              LiveQualifier.of(action.occurredAt(), action.eventId()),
              action.occurredAt(),
              ActionCodec.encode(action));
    }
    table.putAll(List.copyOf(puts.values()));
  }

  private static Put put(String userId) {
    Put put = new Put(RowKeys.of("user_id", userId));
    return SyntheticUsers.contains(userId) ? put.setTTL(SyntheticUsers.LIVE_TTL.toMillis()) : put;
  }

  /**
   * The user's newest actions, newest first; fewer than {@code limit} if there are no more.
   *
   * @param limit 1 to {@value #MAX_LIMIT}
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public List<Action> newest(String userId, int limit) {
    return table.await(newestAsync(userId, limit));
  }

  /** As {@link #newest}; fails with a {@link StoreException}. */
  public CompletableFuture<List<Action>> newestAsync(String userId, int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit is outside 1 to " + MAX_LIMIT + ": " + limit);
    }
    Get get =
        new Get(RowKeys.of("user_id", userId))
            .addFamily(FAMILY)
            .setMaxResultsPerColumnFamily(limit);
    return table.get(userId, get).thenApply(result -> decode(userId, result));
  }

  /**
   * How many actions there are, of all users: reads the whole table, so it is for checks.
   *
   * @throws StoreException if HBase fails while the table is read
   */
  public long count() {
    Scan scan =
        new Scan()
            .addFamily(FAMILY)
            .setFilter(new KeyOnlyFilter())
            .setBatch(COUNT_BATCH_CELLS)
            .setCacheBlocks(false);
    return table.await(table.countCells(scan));
  }

  private List<Action> decode(String userId, Result result) {
    List<Action> actions = new ArrayList<>(result.size());
    if (result.isEmpty()) {
      return actions;
    }
    for (Cell cell : result.rawCells()) {
      ByteBuffer qualifier =
          ByteBuffer.wrap(
              cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
      actions.add(
          table.decode(
              userId,
              () ->
                  ActionCodec.decode(
                      userId,
                      LiveQualifier.occurredAt(qualifier),
                      cell.getValueArray(),
                      cell.getValueOffset(),
                      cell.getValueLength())));
    }
    return actions;
  }
}
