package io.tidemark.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.util.Bytes;

/** The rows of the table {@code releases}: read at once, changed as a whole or not at all. */
final class ReleaseRows {
  private static final int MAX_ATTEMPTS = 20;

  private final StoreTable table;

  ReleaseRows(StoreTable table) {
    this.table = table;
  }

  /** What is published of a model, without the rest of its row. */
  CompletableFuture<Optional<Release>> published(String model) {
    Get get = new Get(RowKeys.of("model", model)).addColumn(Releases.FAMILY, ReleaseRow.PUBLISHED);
    return table
        .get(model, get)
        .thenApply(
            result ->
                Optional.ofNullable(result.value())
                    .map(
                        value ->
                            table.decode(model, () -> JsonCodec.decode(Release.class, value))));
  }

  /** Everything about a model's releases at once. */
  ReleaseRow read(String model) {
    Get get = new Get(RowKeys.of("model", model)).addFamily(Releases.FAMILY);
    return table.await(
        table
            .get(model, get)
            .thenApply(result -> table.decode(model, () -> ReleaseRow.decode(result))));
  }

  /** Lets {@code edit} fill a Put from the row as it is, until nobody else changed it meanwhile. */
  void change(String model, BiFunction<ReleaseRow, Put, Boolean> edit) {
    byte[] key = RowKeys.of("model", model);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ReleaseRow row = read(model);
      Put put = new Put(key);
      if (!edit.apply(row, put)) {
        return;
      }
      long next = row.change() + 1;
      put.addColumn(Releases.FAMILY, ReleaseRow.CHANGE, next, Bytes.toBytes(next));
      CheckAndMutate.Builder unchanged = CheckAndMutate.newBuilder(key);
      if (row.change() == 0) {
        unchanged.ifNotExists(Releases.FAMILY, ReleaseRow.CHANGE);
      } else {
        unchanged.ifEquals(Releases.FAMILY, ReleaseRow.CHANGE, Bytes.toBytes(row.change()));
      }
      if (table.await(table.checkAndMutate(model, unchanged.build(put)))) {
        return;
      }
    }
    throw table.refusal(model, "others kept changing its releases", "try again when they are done");
  }

  /** As {@link StoreTable#await}. */
  <T> T await(CompletableFuture<T> future) {
    return table.await(future);
  }

  /** As {@link StoreTable#refusal}. */
  StoreException refusal(String model, String problem, String check) {
    return table.refusal(model, problem, check);
  }
}
