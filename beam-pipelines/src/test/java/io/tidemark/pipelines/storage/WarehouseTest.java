package io.tidemark.pipelines.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WarehouseTest {
  @Test
  void aLocalFolderIsAnAbsolutePathForBeamAndAUriForHive() {
    assertThat(Warehouse.at("var/w").root())
        .isEqualTo(Path.of("var/w").toAbsolutePath().toString());
    assertThat(Warehouse.at("file:///data/my files/").root()).isEqualTo("/data/my files");
    assertThat(Warehouse.at("/data/w").location("actions")).isEqualTo("file:///data/w/actions");
    assertThat(Warehouse.at("hdfs://nn/w").location("actions")).isEqualTo("hdfs://nn/w/actions");
  }

  @Test
  void theWaysOfWritingOneFolderAreOneWarehouse() {
    assertThat(Warehouse.at("file:/data/w"))
        .isEqualTo(Warehouse.at("file:///data/w/"))
        .isEqualTo(Warehouse.at("/data/w"));
    assertThat(Warehouse.at("hdfs://nn:8020/w/").partition("actions", "dt", "2024-01-02"))
        .isEqualTo("hdfs://nn:8020/w/actions/dt=2024-01-02");
  }

  @Test
  void anEmptyAddressSaysWhichFlagToSet() {
    assertThatThrownBy(() -> new Warehouse(" ")).hasMessageContaining("--warehouse");
  }
}
