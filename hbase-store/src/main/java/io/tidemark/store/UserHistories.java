package io.tidemark.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;

/**
 * What the users' embeddings were computed from: a compact copy of each user's newest actions, made
 * by the run that made the embedding. With it, and the live actions, who serves can compute at any
 * time what the embedding would be now.
 *
 * <p>Table {@code user_embeddings}, row = user, family {@code h}, one qualifier, cell timestamp =
 * the as-of, value = {@link HistoryCodec}. It belongs to no version of a model: all of them look at
 * the same actions.
 */
public final class UserHistories {
  static final String TABLE = UserEmbeddings.TABLE;
  static final byte[] FAMILY = {'h'};

  private static final byte[] QUALIFIER = {'n'};

  private final StoreTable table;

  public UserHistories(StoreConnection connection) {
    this.table = connection.table(TABLE);
  }

  /**
   * Writes histories; writing one again changes nothing. As-ofs are kept to the millisecond.
   *
   * @throws IllegalArgumentException if an id or an as-of is not valid; nothing is written then
   * @throws StoreException if HBase fails; some may be written then, so write the batch again
   */
  public void write(Collection<UserHistory> batch) {
    List<Put> puts = new ArrayList<>(batch.size());
    for (UserHistory history : batch) {
      puts.add(
          new Put(RowKeys.of("user_id", history.userId()))
              .addColumn(
                  FAMILY,
                  QUALIFIER,
                  CellTime.of("asOf", history.asOf()),
                  HistoryCodec.encode(history.whole(), history.actions())));
    }
    table.putAll(puts);
  }

  /**
   * The history of exactly that as-of, empty if none was written or it is no longer kept; fails
   * with a {@link StoreException}.
   */
  public CompletableFuture<Optional<UserHistory>> readAsync(String userId, Instant asOf) {
    Get get =
        new Get(RowKeys.of("user_id", userId))
            .addColumn(FAMILY, QUALIFIER)
            .setTimestamp(CellTime.of("asOf", asOf));
    return table.get(userId, get).thenApply(result -> decode(userId, result));
  }

  /**
   * As {@link #readAsync}.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Optional<UserHistory> read(String userId, Instant asOf) {
    return table.await(readAsync(userId, asOf));
  }

  private Optional<UserHistory> decode(String userId, Result result) {
    if (result.isEmpty()) {
      return Optional.empty();
    }
    Cell cell = result.rawCells()[0];
    HistoryCodec.Decoded decoded =
        table.decode(
            userId,
            () ->
                HistoryCodec.decode(
                    cell.getValueArray(), cell.getValueOffset(), cell.getValueLength()));
    return Optional.of(
        new UserHistory(
            userId, Instant.ofEpochMilli(cell.getTimestamp()), decoded.whole(), decoded.actions()));
  }
}
