package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;

/**
 * The users' long-term vectors, with their past.
 *
 * <p>Table {@code user_embeddings}, row = user, family {@code e}, qualifier = the version of the
 * trained model, cell timestamp = the vector's as-of, value = {@link VectorCodec}. A reader asks
 * for the newest cell at or before the as-of of the published release: what a run writes is unseen
 * until its release is published, and users without a new vector keep the one they have.
 */
public final class UserEmbeddings {
  static final String TABLE = "user_embeddings";
  static final byte[] FAMILY = {'e'};

  private final StoreTable table;
  private final VectorType type;

  /** Writes vectors as {@link VectorType#FP32}. */
  public UserEmbeddings(StoreConnection connection) {
    this(connection, VectorType.FP32);
  }

  /**
   * @param type how vectors are written; every type is read
   */
  public UserEmbeddings(StoreConnection connection, VectorType type) {
    this.table = connection.table(TABLE);
    this.type = requireNonNull(type, "type is null");
  }

  /**
   * Writes vectors; writing one again changes nothing. As-ofs are kept to the millisecond.
   *
   * @param version the trained model that made them, as in {@link Release#version}
   * @throws IllegalArgumentException if a user id, the version, an as-of or a vector is not valid;
   *     nothing is written then
   * @throws StoreException if HBase fails; some may be written then, so write the batch again
   */
  public void write(String version, Collection<UserEmbedding> batch) {
    byte[] qualifier = qualifier(version);
    List<Put> puts = new ArrayList<>(batch.size());
    for (UserEmbedding embedding : batch) {
      puts.add(
          new Put(RowKeys.of("user_id", embedding.userId()))
              .addColumn(
                  FAMILY, qualifier, CellTime.of("asOf", embedding.asOf()), encode(embedding)));
    }
    table.putAll(puts);
  }

  /**
   * The user's newest vector of that version at or before an instant, empty if there is none.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Optional<UserEmbedding> read(String userId, String version, Instant atOrBefore) {
    return table.await(readAsync(userId, version, atOrBefore));
  }

  /** As {@link #read(String, String, Instant)}; fails with a {@link StoreException}. */
  public CompletableFuture<Optional<UserEmbedding>> readAsync(
      String userId, String version, Instant atOrBefore) {
    Get get = get(userId, qualifier(version), atOrBefore);
    return table.get(userId, get).thenApply(result -> decode(userId, result));
  }

  /**
   * The newest vectors of many users, by user id; users without one are left out.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Map<String, UserEmbedding> read(
      Collection<String> userIds, String version, Instant atOrBefore) {
    byte[] qualifier = qualifier(version);
    List<String> ids = userIds.stream().distinct().toList();
    List<Get> gets = ids.stream().map(id -> get(id, qualifier, atOrBefore)).toList();
    List<Result> results = table.await(table.getAll(gets));
    Map<String, UserEmbedding> embeddings = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      decode(id, results.get(i)).ifPresent(embedding -> embeddings.put(id, embedding));
    }
    return embeddings;
  }

  /**
   * How far the embeddings of some users go, drawn evenly from all: of those that come first from a
   * salt on, which is a hash of the user, and from the beginning again. Reads no vector.
   *
   * @param salt where to begin, 0 to 255
   * @param limit how many users at most; of a salt with more users than that, those whose ids come
   *     first
   */
  public CompletableFuture<List<UserAsOf>> asOfs(
      String version, Instant atOrBefore, int salt, int limit) {
    if (salt < 0 || salt >= RowKeys.SALTS) {
      throw new IllegalArgumentException("salt is outside 0 to 255: " + salt);
    }
    byte[] begin = {(byte) salt};
    Scan behind = asOfScan(version, atOrBefore).withStartRow(begin).setLimit(limit);
    return asOfs(behind)
        .thenCompose(
            first -> {
              if (salt == 0 || first.size() >= limit) {
                return CompletableFuture.completedFuture(first);
              }
              Scan before =
                  asOfScan(version, atOrBefore).withStopRow(begin).setLimit(limit - first.size());
              return asOfs(before)
                  .thenApply(rest -> Stream.concat(first.stream(), rest.stream()).toList());
            });
  }

  private static Scan asOfScan(String version, Instant atOrBefore) {
    long newest = CellTime.of("atOrBefore", atOrBefore);
    try {
      return new Scan()
          .addColumn(FAMILY, qualifier(version))
          .readVersions(1)
          .setTimeRange(0, newest + 1)
          .setFilter(new KeyOnlyFilter())
          .setCacheBlocks(false);
    } catch (IOException e) {
      throw new UncheckedIOException("HBase refused a time range up to " + newest, e);
    }
  }

  private CompletableFuture<List<UserAsOf>> asOfs(Scan scan) {
    return table
        .scan(scan)
        .thenApply(
            results ->
                results.stream()
                    .map(
                        result ->
                            new UserAsOf(
                                RowKeys.id(result.getRow()),
                                Instant.ofEpochMilli(result.rawCells()[0].getTimestamp())))
                    .toList());
  }

  /** How many users a version has a vector of. */
  public long count(String version) {
    return table.await(
        table.countCells(
            new Scan()
                .addColumn(FAMILY, qualifier(version))
                .readVersions(1)
                .setFilter(new KeyOnlyFilter())));
  }

  private byte[] encode(UserEmbedding embedding) {
    try {
      return VectorCodec.encode(type, embedding.vector());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("user " + embedding.userId() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] qualifier(String version) {
    return RowKeys.requireId("version", version).getBytes(UTF_8);
  }

  private static Get get(String userId, byte[] qualifier, Instant atOrBefore) {
    long newest = CellTime.of("atOrBefore", atOrBefore);
    try {
      return new Get(RowKeys.of("user_id", userId))
          .addColumn(FAMILY, qualifier)
          .setTimeRange(0, newest + 1)
          .readVersions(1);
    } catch (IOException e) {
      throw new UncheckedIOException("HBase refused a time range up to " + newest, e);
    }
  }

  private Optional<UserEmbedding> decode(String userId, Result result) {
    if (result.isEmpty()) {
      return Optional.empty();
    }
    Cell cell = result.rawCells()[0];
    ByteBuffer value =
        ByteBuffer.wrap(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
    return Optional.of(
        new UserEmbedding(
            userId,
            table.decode(userId, () -> VectorCodec.get(value)),
            Instant.ofEpochMilli(cell.getTimestamp())));
  }
}
