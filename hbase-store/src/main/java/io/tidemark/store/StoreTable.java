package io.tidemark.store;

import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.AdvancedScanResultConsumer;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.ScanResultConsumer;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException;

/**
 * One table, with every call limited in time and every failure told as a {@link StoreException}.
 */
final class StoreTable {
  /** Cells a request carries at most: large batches are cut, so that none waits for a huge one. */
  private static final int BATCH = 1000;

  /** HBase's own limit comes first; this one only catches a call that HBase's client lost. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final String name;
  private final StoreConfig config;
  private final AsyncTable<ScanResultConsumer> table;
  private final AsyncTable<AdvancedScanResultConsumer> onTheSocketsThread;

  /**
   * @param table whose callbacks run in threads of their own
   * @param onTheSocketsThread the same table; its callbacks run in the thread that reads answers
   */
  StoreTable(
      String name,
      StoreConfig config,
      AsyncTable<ScanResultConsumer> table,
      AsyncTable<AdvancedScanResultConsumer> onTheSocketsThread) {
    this.name = name;
    this.config = config;
    this.table = table;
    this.onTheSocketsThread = onTheSocketsThread;
  }

  /**
   * Reads one row; {@code id} names it in errors. What is chained to it runs in the thread that
   * reads all answers, which saves waking another one to decode a row: it must not wait.
   */
  CompletableFuture<Result> get(String id, Get get) {
    return limited(id, onTheSocketsThread.get(get));
  }

  /** Reads many rows, answered in the order of {@code gets}. */
  CompletableFuture<List<Result>> getAll(List<Get> gets) {
    List<CompletableFuture<List<Result>>> batches = new ArrayList<>();
    for (int from = 0; from < gets.size(); from += BATCH) {
      batches.add(table.getAll(gets.subList(from, Math.min(gets.size(), from + BATCH))));
    }
    CompletableFuture<List<Result>> all =
        CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
            .thenApply(
                done -> {
                  List<Result> results = new ArrayList<>(gets.size());
                  batches.forEach(batch -> results.addAll(batch.join()));
                  return results;
                });
    return limited(null, all);
  }

  /** Writes all, or fails; what was written before the failure stays, and may be written again. */
  void putAll(List<Put> puts) {
    for (int from = 0; from < puts.size(); from += BATCH) {
      await(limited(null, table.putAll(puts.subList(from, Math.min(puts.size(), from + BATCH)))));
    }
  }

  /** Changes one row if its check holds, all of it or nothing; {@code id} names it in errors. */
  CompletableFuture<Boolean> checkAndMutate(String id, CheckAndMutate change) {
    return limited(id, table.checkAndMutate(change).thenApply(result -> result.isSuccess()));
  }

  /**
   * Deletes a column from every row that has it, all of its versions.
   *
   * @return how many rows had it
   */
  long deleteColumn(byte[] family, byte[] qualifier) {
    Scan scan =
        new Scan()
            .addColumn(family, qualifier)
            .readVersions(1)
            .setCaching(BATCH)
            .setFilter(new KeyOnlyFilter());
    List<Delete> deletes = new ArrayList<>(BATCH);
    long rows =
        forEachRow(
            scan,
            row -> {
              deletes.add(new Delete(row.getRow()).addColumns(family, qualifier));
              if (deletes.size() == BATCH) {
                deleteAll(deletes);
                deletes.clear();
              }
            });
    deleteAll(deletes);
    return rows;
  }

  private void deleteAll(List<Delete> deletes) {
    await(limited(null, table.deleteAll(deletes)));
  }

  /**
   * Hands over each row that a scan finds.
   *
   * @return how many there were
   */
  long forEachRow(Scan scan, Consumer<Result> consumer) {
    long rows = 0;
    try (ResultScanner found = table.getScanner(scan)) {
      for (Result row : found) {
        consumer.accept(row);
        rows++;
      }
    } catch (UncheckedIOException e) {
      throw failure(null, e.getCause());
    }
    return rows;
  }

  /** Reads the rows of a scan that is limited. */
  CompletableFuture<List<Result>> scan(Scan scan) {
    return limited(null, table.scanAll(scan));
  }

  /** Counts what a scan of the whole table finds; each step, not the whole, is limited in time. */
  CompletableFuture<Long> countCells(Scan scan) {
    CompletableFuture<Long> count = new CompletableFuture<>();
    table.scan(
        scan,
        new ScanResultConsumer() {
          private long cells;

          @Override
          public boolean onNext(Result result) {
            cells += result.size();
            return true;
          }

          @Override
          public void onError(Throwable error) {
            count.completeExceptionally(failure(null, error));
          }

          @Override
          public void onComplete() {
            count.complete(cells);
          }
        });
    return count;
  }

  /** Waits for what one of the methods above returned. */
  <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(null, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException storeException) {
        throw storeException;
      }
      throw failure(null, e.getCause());
    }
  }

  /** Decodes what a row holds; {@code id} names the row if that fails. */
  <T> T decode(String id, Supplier<T> decoder) {
    try {
      return decoder.get();
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new StoreException(
          name,
          id,
          "cannot read what is stored (" + e.getMessage() + ")",
          "check that the writer is not a newer version than this reader",
          e);
    }
  }

  /** What the caller broke or must decide, rather than HBase. */
  StoreException refusal(String id, String problem, String check) {
    return new StoreException(name, id, problem, check, null);
  }

  /** Turns what HBase's client threw into what the caller can act on. */
  StoreException failure(String id, Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (isCausedBy(cause, TableNotFoundException.class)) {
      return new StoreException(
          name, id, "the table does not exist", "create it with ./tidemark schema", cause);
    }
    if (isCausedBy(cause, NoSuchColumnFamilyException.class)) {
      return new StoreException(
          name, id, "a column family is missing", "repair it with ./tidemark schema", cause);
    }
    if (cause instanceof InterruptedException) {
      return new StoreException(
          name, id, "interrupted while waiting", "try again unless the process is ending", cause);
    }
    String problem =
        cause instanceof TimeoutException
            ? "no answer within " + config.operationTimeout()
            : "no success within " + config.operationTimeout() + " (" + cause.getMessage() + ")";
    return new StoreException(
        name,
        id,
        problem,
        "check that HBase is up at " + config.address() + " (./tidemark status)",
        cause);
  }

  private <T> CompletableFuture<T> limited(String id, CompletableFuture<T> call) {
    long millis = config.operationTimeout().plus(GRACE).toMillis();
    return call.orTimeout(millis, TimeUnit.MILLISECONDS)
        .exceptionally(
            thrown -> {
              throw failure(id, thrown);
            });
  }

  private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
