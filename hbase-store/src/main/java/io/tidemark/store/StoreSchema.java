package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.NamespaceExistException;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;

/** Creates the tables of the namespace {@value #NAMESPACE}, and keeps their settings right. */
public final class StoreSchema {
  /** The HBase namespace of all tables. */
  public static final String NAMESPACE = "tidemark";

  static final List<String> TABLES =
      List.of(
          UserEmbeddings.TABLE,
          InterestProfiles.TABLE,
          LiveActions.TABLE,
          Pins.TABLE,
          Releases.TABLE,
          Watermarks.TABLE);

  private static final int HISTORY_VERSIONS = 3;
  private static final int POINT_GET_BLOCK_BYTES = 16 * 1024;

  private final StoreConnection connection;
  private final AsyncAdmin admin;
  private final SchemaConfig config;

  public StoreSchema(StoreConnection connection) {
    this(connection, SchemaConfig.DEFAULT);
  }

  public StoreSchema(StoreConnection connection, SchemaConfig config) {
    this.connection = connection;
    this.admin = connection.admin();
    this.config = requireNonNull(config, "config is null");
  }

  static TableName tableName(String name) {
    return TableName.valueOf(NAMESPACE, name);
  }

  /**
   * Creates what is missing and corrects the settings of what is there. Nothing is ever dropped,
   * and families, settings and splits of others are left alone.
   *
   * @return what was done, a line each; empty if everything was there
   * @throws StoreException if HBase fails; creating again goes on where it stopped
   */
  public List<String> create() {
    List<String> done = new ArrayList<>();
    createNamespace(done);
    createTable(done, UserEmbeddings.TABLE, config.regions(), userEmbeddings(), userHistories());
    createTable(done, InterestProfiles.TABLE, config.regions(), batchInterests(), liveInterests());
    createTable(done, LiveActions.TABLE, config.regions(), liveActions());
    createTable(done, Pins.TABLE, config.regions(), pins());
    createTable(done, Releases.TABLE, 1, small(Releases.FAMILY));
    createTable(done, Watermarks.TABLE, 1, small(Watermarks.FAMILY));
    return done;
  }

  private void createNamespace(List<String> done) {
    if (await(NAMESPACE, admin.listNamespaces()).contains(NAMESPACE)) {
      return;
    }
    if (await(
        NAMESPACE,
        unless(
            NamespaceExistException.class,
            admin.createNamespace(NamespaceDescriptor.create(NAMESPACE).build())))) {
      done.add("created namespace " + NAMESPACE);
    }
  }

  private void createTable(
      List<String> done, String name, int regions, ColumnFamilyDescriptor... families) {
    TableName tableName = tableName(name);
    if (!await(name, admin.tableExists(tableName))) {
      TableDescriptor descriptor =
          TableDescriptorBuilder.newBuilder(tableName).setColumnFamilies(List.of(families)).build();
      CompletableFuture<Void> creating =
          regions == 1
              ? admin.createTable(descriptor)
              : admin.createTable(descriptor, RowKeys.splits(regions));
      if (await(name, unless(TableExistsException.class, creating))) {
        done.add("created table %s (%d regions)".formatted(tableName, regions));
        return;
      }
    }
    for (ColumnFamilyDescriptor family : families) {
      repair(done, name, family);
    }
    if (await(name, admin.isTableDisabled(tableName))) {
      await(name, admin.enableTable(tableName));
      done.add("enabled table " + tableName);
    }
  }

  private void repair(List<String> done, String name, ColumnFamilyDescriptor wanted) {
    TableName tableName = tableName(name);
    ColumnFamilyDescriptor present =
        await(name, admin.getDescriptor(tableName)).getColumnFamily(wanted.getName());
    if (present == null) {
      await(name, admin.addColumnFamily(tableName, wanted));
      done.add("added family %s to %s".formatted(wanted.getNameAsString(), tableName));
    } else {
      ColumnFamilyDescriptor repaired = withSettingsOf(wanted, present);
      if (!repaired.equals(present)) {
        await(name, admin.modifyColumnFamily(tableName, repaired));
        done.add("changed family %s of %s".formatted(wanted.getNameAsString(), tableName));
      }
    }
  }

  /** What {@code present} would be with the settings that this schema cares for. */
  private static ColumnFamilyDescriptor withSettingsOf(
      ColumnFamilyDescriptor wanted, ColumnFamilyDescriptor present) {
    return ColumnFamilyDescriptorBuilder.newBuilder(present)
        .setMaxVersions(wanted.getMaxVersions())
        .setTimeToLive(wanted.getTimeToLive())
        .setBloomFilterType(wanted.getBloomFilterType())
        .setDataBlockEncoding(wanted.getDataBlockEncoding())
        .setCompressionType(wanted.getCompressionType())
        .setBlocksize(wanted.getBlocksize())
        .setInMemory(wanted.isInMemory())
        .build();
  }

  private ColumnFamilyDescriptor userEmbeddings() {
    return vectors(UserEmbeddings.FAMILY).setMaxVersions(config.embeddingVersions()).build();
  }

  private ColumnFamilyDescriptor batchInterests() {
    return vectors(InterestProfiles.BATCH_FAMILY)
        .setMaxVersions(config.embeddingVersions())
        .build();
  }

  private ColumnFamilyDescriptor liveInterests() {
    return vectors(InterestProfiles.LIVE_FAMILY)
        .setMaxVersions(1)
        .setTimeToLive(Math.toIntExact(config.liveTtl().toSeconds()))
        .build();
  }

  /** Of the releases that one would roll back to, not of all: a history is many times a vector. */
  private static ColumnFamilyDescriptor userHistories() {
    return family(UserHistories.FAMILY)
        .setMaxVersions(HISTORY_VERSIONS)
        .setBlocksize(POINT_GET_BLOCK_BYTES)
        .build();
  }

  private static ColumnFamilyDescriptor pins() {
    return vectors(Pins.FAMILY).setMaxVersions(1).build();
  }

  private ColumnFamilyDescriptor liveActions() {
    return family(LiveActions.FAMILY)
        .setMaxVersions(1)
        .setTimeToLive(Math.toIntExact(config.liveTtl().toSeconds()))
        .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
        .setBlocksize(POINT_GET_BLOCK_BYTES)
        .build();
  }

  private static ColumnFamilyDescriptorBuilder vectors(byte[] name) {
    return family(name)
        .setDataBlockEncoding(DataBlockEncoding.ROW_INDEX_V1)
        .setBlocksize(POINT_GET_BLOCK_BYTES);
  }

  private static ColumnFamilyDescriptor small(byte[] name) {
    return family(name).setMaxVersions(1).setInMemory(true).build();
  }

  private static ColumnFamilyDescriptorBuilder family(byte[] name) {
    return ColumnFamilyDescriptorBuilder.newBuilder(name)
        .setBloomFilterType(BloomType.ROW)
        .setCompressionType(Compression.Algorithm.NONE);
  }

  /** Whether a change was made: false if it failed because others had just made it. */
  private static CompletableFuture<Boolean> unless(
      Class<? extends Exception> alreadyMade, CompletableFuture<Void> change) {
    return change
        .thenApply(done -> true)
        .exceptionallyCompose(
            thrown ->
                alreadyMade.isInstance(thrown) || alreadyMade.isInstance(thrown.getCause())
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(thrown));
  }

  private <T> T await(String name, CompletableFuture<T> change) {
    try {
      return change.get(connection.config().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(name, "interrupted while changing the schema", e);
    } catch (TimeoutException e) {
      throw failure(name, "no answer within " + connection.config().connectTimeout(), e);
    } catch (ExecutionException e) {
      throw failure(name, "cannot change the schema: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private StoreException failure(String name, String problem, Throwable cause) {
    return new StoreException(
        name,
        null,
        problem,
        "check that HBase is up at "
            + connection.config().address()
            + " (./tidemark status), then create the schema again",
        cause);
  }
}
