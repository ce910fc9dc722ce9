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
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class StoreSchemaIT {
  private static final byte[] FOREIGN = {'x'};

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

  @Test
  void aChangedSettingIsPutRightWithoutTouchingDataOrOtherFamilies() {
    LiveActions live = new LiveActions(connection);
    Action action =
        new Action(
            "e",
            "repaired",
            "p",
            ActionType.LIKE,
            Surface.HOME,
            Instant.now().toEpochMilli(),
            Action.UNKNOWN_DURATION,
            Optional.empty());
    live.write(List.of(action));
    TableName table = StoreSchema.tableName(LiveActions.TABLE);
    ColumnFamilyDescriptor right = family(LiveActions.TABLE, LiveActions.FAMILY);
    admin.addColumnFamily(table, ColumnFamilyDescriptorBuilder.of(FOREIGN)).join();
    admin
        .modifyColumnFamily(
            table,
            ColumnFamilyDescriptorBuilder.newBuilder(right)
                .setTimeToLive(7)
                .setConfiguration("hbase.hstore.blockingStoreFiles", "99")
                .build())
        .join();
    try {
      assertThat(new StoreSchema(connection).create())
          .containsExactly("changed family a of tidemark:live_actions");
      ColumnFamilyDescriptor repaired = family(LiveActions.TABLE, LiveActions.FAMILY);
      assertThat(repaired.getTimeToLive()).isEqualTo(right.getTimeToLive());
      assertThat(repaired.getConfigurationValue("hbase.hstore.blockingStoreFiles")).isEqualTo("99");
      assertThat(family(LiveActions.TABLE, FOREIGN)).isNotNull();
      assertThat(live.newest("repaired", 10)).containsExactly(action);
    } finally {
      admin.modifyColumnFamily(table, right).join();
      admin.deleteColumnFamily(table, FOREIGN).join();
    }
  }

  @Test
  void aMissingFamilyIsAddedAndADisabledTableEnabled() {
    TableName table = StoreSchema.tableName(Pins.TABLE);
    admin.addColumnFamily(table, ColumnFamilyDescriptorBuilder.of(FOREIGN)).join();
    admin.deleteColumnFamily(table, Pins.FAMILY).join();
    admin.disableTable(table).join();
    try {
      assertThat(new StoreSchema(connection).create())
          .containsExactly("added family p to tidemark:pins", "enabled table tidemark:pins");
      Pins pins = new Pins(connection);
      pins.write("v", Instant.now(), List.of(new Pin("p", new float[] {1}, 1)));
      assertThat(pins.read(List.of("p"), "v")).hasSize(1);
    } finally {
      admin.deleteColumnFamily(table, FOREIGN).join();
    }
  }

  private ColumnFamilyDescriptor family(String table, byte[] name) {
    return admin.getDescriptor(StoreSchema.tableName(table)).join().getColumnFamily(name);
  }

  private int regions(String table) {
    return admin.getRegions(StoreSchema.tableName(table)).join().size();
  }
}
