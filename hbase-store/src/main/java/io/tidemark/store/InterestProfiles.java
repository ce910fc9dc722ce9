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
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;

/**
 * The users' interests, with their past, and what the live stream has added since.
 *
 * <p>Table {@code user_interests}, row = user, qualifier = the version of the release, value =
 * {@link InterestProfileCodec}, in two families: {@code i}, the batch's, whose cell timestamp is
 * the profile's as-of, read as {@link UserEmbeddings} are; and {@code l}, the live stream's, whose
 * timestamp is the newest action that is in it, of which only the newest cell is kept and which
 * goes with the live actions it was made of.
 */
public final class InterestProfiles {
  static final String TABLE = "user_interests";
  static final byte[] BATCH_FAMILY = {'i'};
  static final byte[] LIVE_FAMILY = {'l'};

  private final StoreTable table;
  private final VectorType type;

  /** Writes vectors as {@link VectorType#FP32}. */
  public InterestProfiles(StoreConnection connection) {
    this(connection, VectorType.FP32);
  }

  /**
   * @param type how vectors are written; every type is read
   */
  public InterestProfiles(StoreConnection connection, VectorType type) {
    this.table = connection.table(TABLE);
    this.type = requireNonNull(type, "type is null");
  }

  /**
   * Writes the batch's profiles; writing one again changes nothing.
   *
   * @param version as in {@link Release#version}
   * @throws IllegalArgumentException if an id, the version, an as-of or a vector is not valid;
   *     nothing is written then
   * @throws StoreException if HBase fails; some may be written then, so write the batch again
   */
  public void write(String version, Collection<InterestProfile> batch) {
    put(BATCH_FAMILY, version, batch);
  }

  /**
   * Writes the live stream's profiles. Of two of a user the one with the later as-of stays,
   * whichever is written first.
   *
   * @throws IllegalArgumentException as {@link #write}
   * @throws StoreException as {@link #write}
   */
  public void writeLive(String version, Collection<InterestProfile> live) {
    put(LIVE_FAMILY, version, live);
  }

  /**
   * The users' newest batch profiles of that version at or before an instant, by user; those
   * without one are left out.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Map<String, InterestProfile> read(
      Collection<String> userIds, String version, Instant atOrBefore) {
    byte[] qualifier = qualifier(version);
    List<String> ids = userIds.stream().distinct().toList();
    List<Get> gets = ids.stream().map(id -> batchGet(id, qualifier, atOrBefore)).toList();
    List<Result> results = table.await(table.getAll(gets));
    Map<String, InterestProfile> profiles = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      decode(id, results.get(i), BATCH_FAMILY, qualifier)
          .ifPresent(profile -> profiles.put(id, profile));
    }
    return profiles;
  }

  /**
   * Both sides of a user's interests in one read; fails with a {@link StoreException}.
   *
   * @param atOrBefore bounds the batch's side
   */
  public CompletableFuture<UserInterests> readAsync(
      String userId, String version, Instant atOrBefore) {
    byte[] qualifier = qualifier(version);
    Get get = batchGet(userId, qualifier, atOrBefore).addColumn(LIVE_FAMILY, qualifier);
    return table
        .get(userId, get)
        .thenApply(
            result ->
                new UserInterests(
                    decode(userId, result, BATCH_FAMILY, qualifier),
                    decode(userId, result, LIVE_FAMILY, qualifier)));
  }

  private void put(byte[] family, String version, Collection<InterestProfile> profiles) {
    byte[] qualifier = qualifier(version);
    List<Put> puts = new ArrayList<>(profiles.size());
    for (InterestProfile profile : profiles) {
      puts.add(
          new Put(RowKeys.of("user_id", profile.userId()))
              .addColumn(family, qualifier, CellTime.of("asOf", profile.asOf()), encode(profile)));
    }
    table.putAll(puts);
  }

  private byte[] encode(InterestProfile profile) {
    try {
      return InterestProfileCodec.encode(type, profile.interests());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("user " + profile.userId() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] qualifier(String version) {
    return RowKeys.requireId("version", version).getBytes(UTF_8);
  }

  private static Get batchGet(String userId, byte[] qualifier, Instant atOrBefore) {
    long newest = CellTime.of("atOrBefore", atOrBefore);
    try {
      return new Get(RowKeys.of("user_id", userId))
          .addColumn(BATCH_FAMILY, qualifier)
          .setColumnFamilyTimeRange(BATCH_FAMILY, 0, newest + 1)
          .readVersions(1);
    } catch (IOException e) {
      throw new UncheckedIOException("HBase refused to read one version", e);
    }
  }

  private Optional<InterestProfile> decode(
      String userId, Result result, byte[] family, byte[] qualifier) {
    Cell cell = result.getColumnLatestCell(family, qualifier);
    if (cell == null) {
      return Optional.empty();
    }
    ByteBuffer value =
        ByteBuffer.wrap(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
    Instant asOf = Instant.ofEpochMilli(cell.getTimestamp());
    return Optional.of(
        table.decode(userId, () -> InterestProfileCodec.decode(userId, asOf, value)));
  }
}
