package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;

/**
 * What the models know of each pin: its vector and its popularity.
 *
 * <p>Table {@code pins}, row = pin, family {@code p}, qualifier = the version of the vector space,
 * cell timestamp = the as-of, value = {@link PinCodec}. Several versions lie side by side, so that
 * serving goes on with the published one while the next one is written.
 */
public final class Pins {
  static final String TABLE = "pins";
  static final byte[] FAMILY = {'p'};

  private static final int SCANNED_AT_ONCE = 500;

  private final StoreTable table;
  private final VectorType type;

  /** Writes vectors as {@link VectorType#FP32}. */
  public Pins(StoreConnection connection) {
    this(connection, VectorType.FP32);
  }

  /**
   * @param type how vectors are written; every type is read
   */
  public Pins(StoreConnection connection, VectorType type) {
    this.table = connection.table(TABLE);
    this.type = requireNonNull(type, "type is null");
  }

  /**
   * Writes pins; writing one again changes nothing, a newer as-of replaces an older one.
   *
   * @param version the vector space they lie in, as in {@link Release#version}
   * @param asOf the newest instant whose actions are included
   * @throws IllegalArgumentException if a pin id, the version, the as-of or a vector is not valid;
   *     nothing is written then
   * @throws StoreException if HBase fails; some may be written then, so write the batch again
   */
  public void write(String version, Instant asOf, Collection<Pin> pins) {
    byte[] qualifier = qualifier(version);
    long timestamp = CellTime.of("asOf", asOf);
    List<Put> puts = new ArrayList<>(pins.size());
    for (Pin pin : pins) {
      puts.add(
          new Put(RowKeys.of("pin_id", pin.pinId()))
              .addColumn(FAMILY, qualifier, timestamp, encode(pin)));
    }
    table.putAll(puts);
  }

  /**
   * The pins of that version, by pin id; pins it does not know are left out.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Map<String, Pin> read(Collection<String> pinIds, String version) {
    return table.await(readAsync(pinIds, version));
  }

  /** As {@link #read}; fails with a {@link StoreException}. */
  public CompletableFuture<Map<String, Pin>> readAsync(Collection<String> pinIds, String version) {
    byte[] qualifier = qualifier(version);
    List<String> ids = pinIds.stream().distinct().toList();
    List<Get> gets =
        ids.stream()
            .map(id -> new Get(RowKeys.of("pin_id", id)).addColumn(FAMILY, qualifier))
            .toList();
    return table.getAll(gets).thenApply(results -> decode(ids, results));
  }

  /**
   * Hands over every pin of that version, one at a time, in the order of their rows: reads the
   * whole table, so it is for copies and checks.
   *
   * @return how many there were
   * @throws StoreException if HBase fails while the table is read; some were handed over then
   */
  public long forEach(String version, Consumer<Pin> consumer) {
    Scan scan =
        new Scan()
            .addColumn(FAMILY, qualifier(version))
            .readVersions(1)
            .setCaching(SCANNED_AT_ONCE)
            .setCacheBlocks(false);
    return table.forEachRow(
        scan,
        row -> {
          Cell cell = row.rawCells()[0];
          String id = RowKeys.id(row.getRow());
          consumer.accept(table.decode(id, () -> PinCodec.decode(id, value(cell))));
        });
  }

  private byte[] encode(Pin pin) {
    try {
      return PinCodec.encode(type, pin);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("pin " + pin.pinId() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] qualifier(String version) {
    return RowKeys.requireId("version", version).getBytes(UTF_8);
  }

  private Map<String, Pin> decode(List<String> ids, List<Result> results) {
    Map<String, Pin> pins = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      Result result = results.get(i);
      if (!result.isEmpty()) {
        String id = ids.get(i);
        Cell cell = result.rawCells()[0];
        pins.put(id, table.decode(id, () -> PinCodec.decode(id, value(cell))));
      }
    }
    return pins;
  }

  private static ByteBuffer value(Cell cell) {
    return ByteBuffer.wrap(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
  }
}
