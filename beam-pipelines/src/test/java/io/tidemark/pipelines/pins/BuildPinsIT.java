package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One release on a real Hive and HBase. */
class BuildPinsIT {
  @TempDir private Path folder;

  @Test
  void aReleaseIsInHiveInHBaseAndPublishedAndASecondRunChangesNothing() throws Exception {
    try (LocalStack stack =
            LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.HIVE);
        StoreConnection connection =
            StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(connection).create();
      BuildPinsOptions options =
          Job.parse(
              new String[] {
                "--asOf=2024-01-03T00:00:00Z",
                "--dimension=4",
                "--warehouse=" + folder.resolve("warehouse").toUri(),
                "--hive=" + stack.address(Component.HIVE),
                "--hbase=" + stack.address(Component.HBASE)
              },
              BuildPinsOptions.class);
      Warehouse warehouse = Warehouse.of(options);
      HiveSchema.create(options.getHive(), warehouse);
      new ActionFiles(warehouse).write(BuildPinsTest.DAY, "part", BuildPinsTest.tastes());

      Release release = BuildPins.publish(options);

      PinVectors built = ReadPins.published(options);
      assertThat(built.version()).isEqualTo(release.version());
      assertThat(release.rows()).isEqualTo(built.size());
      assertThat(release.checks()).containsEntry("not_finite", "0").containsKey("hbase_read_back");
      Map<String, Pin> stored = new Pins(connection).read(built.ids(), release.version());
      assertThat(stored).hasSize(built.size());
      assertThat(stored.get("cat1").vector()).isEqualTo(built.find("cat1").orElseThrow().vector());
      assertThat(rowsInHive(options.getHive(), release))
          .containsExactly(List.of(Integer.toString(built.size()), "4", "4"));

      Releases releases = new Releases(connection);
      assertThat(BuildPins.publish(options)).isEqualTo(release);
      assertThat(releases.all(Release.PINS)).containsExactly(release);
      assertThat(releases.history(Release.PINS)).hasSize(1);
    }
  }

  private static List<List<String>> rowsInHive(String address, Release release) {
    try (HiveConnection hive = HiveConnection.open(address)) {
      return hive.query(
          "SELECT COUNT(*), MIN(SIZE(embedding)), MAX(SIZE(embedding)) FROM pins WHERE `release`="
              + HiveConnection.literal(release.version()));
    }
  }
}
