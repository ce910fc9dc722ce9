package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackRecordsTest {
  @TempDir Path root;
  private StateFolder folder;
  private StackRecords records;

  @BeforeEach
  void open() {
    folder = StateFolder.at(root);
    records = new StackRecords(folder);
  }

  @Test
  void aRecordIsReadAsItWasWritten() throws Exception {
    ComponentRecord record =
        new ComponentRecord(
            "api",
            42,
            Instant.parse("2026-11-22T03:12:01.250Z"),
            "http://127.0.0.1:8080",
            URI.create("http://127.0.0.1:8080/health"),
            "token",
            folder.log(Component.API),
            Map.of("kafka", "127.0.0.1:9092"));

    records.write(Component.API, record);

    assertThat(new StackRecords(folder).read(Component.API)).contains(record);
    assertThat(root.resolve("run/api.json"))
        .content()
        .contains("\"process_started_at\" : \"2026-11-22T03:12:01.250Z\"", "\"health_url\"");
    records.remove(Component.API);
    assertThat(records.read(Component.API)).isEmpty();
  }

  @Test
  void portsOutliveTheRecordOfAStoppedComponent() {
    records.writePorts(Component.KAFKA, Map.of("port", 9_092));
    records.writePorts(Component.HIVE, Map.of("port", 10_000));
    records.remove(Component.KAFKA);

    assertThat(new StackRecords(folder).ports(Component.KAFKA)).isEqualTo(Map.of("port", 9_092));
    assertThat(records.ports(Component.API)).isEmpty();
  }

  @Test
  void aBrokenRecordIsNamed() throws Exception {
    Files.writeString(folder.record(Component.HIVE), "{\"component\": ");

    assertThatThrownBy(() -> records.read(Component.HIVE))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("hive.json");
  }
}
