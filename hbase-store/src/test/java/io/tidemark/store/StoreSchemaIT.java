package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class StoreSchemaIT {
  private static final byte[] FOREIGN = {'x'};
  private static final String FOREIGN_SETTING = "hbase.hstore.blockingStoreFiles";
  private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");

  private final StoreConnection connection;
  private final AsyncAdmin admin;

  StoreSchemaIT(StoreConnection connection) {
    this.connection = connection;
    this.admin = connection.admin();
  }

  @Test
  void creatingTwiceChangesNothing() {
    assertThat(new StoreSchema(connection).create()).isEmpty();
  }

  @Test
  void theCommandSaysThatThereIsNothingToDo() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exit =
        CreateSchema.run(
            List.of("--hbase=" + connection.config().address()),
            new PrintStream(out, true, UTF_8),
            System.err);
    assertThat(exit).isZero();
    assertThat(out.toString(UTF_8)).contains("nothing to do");
  }

  @Test
  void liveActionsExpireAndEmbeddingsKeepTheirPast() {
    ColumnFamilyDescriptor live = family(LiveActions.TABLE, LiveActions.FAMILY);
    assertThat(live.getTimeToLive()).isEqualTo((int) Duration.ofDays(30).toSeconds());
    assertThat(live.getMaxVersions()).isOne();
    ColumnFamilyDescriptor embeddings = family(UserEmbeddings.TABLE, UserEmbeddings.FAMILY);
    assertThat(embeddings.getMaxVersions()).isEqualTo(60);
    assertThat(embeddings.getBloomFilterType()).isEqualTo(BloomType.ROW);
    assertThat(embeddings.getTimeToLive()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void tablesOfUsersAndPinsAreSplit() {
    assertThat(regions(UserEmbeddings.TABLE)).isEqualTo(4);
    assertThat(regions(LiveActions.TABLE)).isEqualTo(4);
    assertThat(regions(Pins.TABLE)).isEqualTo(4);
    assertThat(regions(Releases.TABLE)).isOne();
  }

  /** On the table of one region, which is the fastest to change. */
  @Test
  void whatSomebodyChangedIsPutRightWithoutTouchingDataOrOtherFamilies() {
    Watermarks watermarks = new Watermarks(connection);
    Watermark kept = new Watermark(77, Optional.of(NOON), Optional.of(NOON), NOON.plusSeconds(1));
    watermarks.write(List.of(kept));
    TableName table = StoreSchema.tableName(Watermarks.TABLE);
    ColumnFamilyDescriptor right = family(Watermarks.TABLE, Watermarks.FAMILY);
    admin
        .modifyTable(
            TableDescriptorBuilder.newBuilder(admin.getDescriptor(table).join())
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FOREIGN))
                .modifyColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(right)
                        .setMaxVersions(9)
                        .setConfiguration(FOREIGN_SETTING, "99")
                        .build())
                .build())
        .join();

    assertThat(new StoreSchema(connection).create())
        .containsExactly("changed family w of tidemark:watermarks");
    ColumnFamilyDescriptor repaired = family(Watermarks.TABLE, Watermarks.FAMILY);
    assertThat(repaired.getMaxVersions()).isEqualTo(right.getMaxVersions());
    assertThat(repaired.getConfigurationValue(FOREIGN_SETTING)).isEqualTo("99");
    assertThat(family(Watermarks.TABLE, FOREIGN)).isNotNull();
    assertThat(watermarks.all()).contains(kept);

    admin.deleteColumnFamily(table, Watermarks.FAMILY).join();
    admin.disableTable(table).join();
    assertThat(new StoreSchema(connection).create())
        .containsExactly(
            "added family w to tidemark:watermarks", "enabled table tidemark:watermarks");
    watermarks.write(List.of(kept));
    assertThat(watermarks.all()).containsExactly(kept);
  }

  private ColumnFamilyDescriptor family(String table, byte[] name) {
    return admin.getDescriptor(StoreSchema.tableName(table)).join().getColumnFamily(name);
  }

  private int regions(String table) {
    return admin.getRegions(StoreSchema.tableName(table)).join().size();
  }
}
