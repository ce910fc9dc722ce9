package io.tidemark.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;

/**
 * How far the live stream has come, partition by partition.
 *
 * <p>Table {@code watermarks}, one row, family {@code w}, qualifier = partition (4 bytes) + which
 * instant (1 byte), cell timestamp = the instant itself, value empty. The cell with the newest
 * timestamp wins, so a watermark never moves back, whatever order a restarted stream writes in; and
 * all partitions are one Get.
 */
public final class Watermarks {
  static final String TABLE = "watermarks";
  static final byte[] FAMILY = {'w'};

  private static final byte EVENT_TIME = 'e';
  private static final byte HEARTBEAT = 'h';
  private static final byte PROCESSED_AT = 'p';
  private static final byte[] NOTHING = {};

  private static final String ROW = "actions";

  private final StoreTable table;

  public Watermarks(StoreConnection connection) {
    this.table = connection.table(TABLE);
  }

  /**
   * Writes watermarks, to the millisecond; those older than what is there change nothing.
   *
   * @throws StoreException if HBase fails; writing again is safe
   */
  public void write(Collection<Watermark> watermarks) {
    if (watermarks.isEmpty()) {
      return;
    }
    Put put = new Put(RowKeys.of("row", ROW));
    for (Watermark watermark : watermarks) {
      int partition = watermark.partition();
      watermark.eventTime().ifPresent(instant -> add(put, partition, EVENT_TIME, instant));
      watermark.heartbeat().ifPresent(instant -> add(put, partition, HEARTBEAT, instant));
      add(put, partition, PROCESSED_AT, watermark.processedAt());
    }
    table.putAll(List.of(put));
  }

  /**
   * The watermark of every partition that was ever written, in the order of the partitions.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public List<Watermark> all() {
    return table.await(allAsync());
  }

  /** As {@link #all}; fails with a {@link StoreException}. */
  public CompletableFuture<List<Watermark>> allAsync() {
    Get get = new Get(RowKeys.of("row", ROW)).addFamily(FAMILY);
    return table.get(ROW, get).thenApply(Watermarks::decode);
  }

  private static void add(Put put, int partition, byte which, Instant instant) {
    byte[] qualifier =
        ByteBuffer.allocate(Integer.BYTES + Byte.BYTES).putInt(partition).put(which).array();
    put.addColumn(FAMILY, qualifier, CellTime.of("watermark", instant), NOTHING);
  }

  private static List<Watermark> decode(Result result) {
    Map<Integer, Map<Byte, Instant>> partitions = new TreeMap<>();
    if (!result.isEmpty()) {
      for (Cell cell : result.rawCells()) {
        ByteBuffer qualifier =
            ByteBuffer.wrap(
                cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
        partitions
            .computeIfAbsent(qualifier.getInt(), partition -> new TreeMap<>())
            .put(qualifier.get(), Instant.ofEpochMilli(cell.getTimestamp()));
      }
    }
    List<Watermark> watermarks = new ArrayList<>(partitions.size());
    partitions.forEach(
        (partition, instants) ->
            watermarks.add(
                new Watermark(
                    partition,
                    Optional.ofNullable(instants.get(EVENT_TIME)),
                    Optional.ofNullable(instants.get(HEARTBEAT)),
                    instants.get(PROCESSED_AT))));
    return watermarks;
  }
}
