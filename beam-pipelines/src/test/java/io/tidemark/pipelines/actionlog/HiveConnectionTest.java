package io.tidemark.pipelines.actionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HiveConnectionTest {
  @Test
  void anAddressKeepsItsOptionsWhenTheDatabaseChanges() {
    assertThat(HiveConnection.withDatabase("jdbc:hive2://h:10000/tidemark", "default"))
        .isEqualTo("jdbc:hive2://h:10000/default");
    assertThat(HiveConnection.withDatabase("jdbc:hive2://h:10000/a;ssl=true?x=y#z=1", "b"))
        .isEqualTo("jdbc:hive2://h:10000/b;ssl=true?x=y#z=1");
    assertThat(HiveConnection.databaseOf("jdbc:hive2://h:10000")).isEqualTo("default");
    assertThat(HiveConnection.databaseOf("jdbc:hive2://h:10000/t;ssl=true")).isEqualTo("t");
  }

  @Test
  void anAddressOfAnotherDriverIsRefused() {
    assertThatThrownBy(() -> HiveConnection.open("jdbc:postgresql://h/db"))
        .hasMessageContainingAll("jdbc:postgresql://h/db", "jdbc:hive2://host:port/database");
  }

  @Test
  void aLiteralCannotEndTheString() {
    assertThat(HiveConnection.literal("it's C:\\x\n")).isEqualTo("'it\\'s C:\\\\x\\n'");
  }

  @Test
  void aNameIsOnlyAName() {
    assertThat(HiveConnection.identifier("Pins_2")).isEqualTo("pins_2");
    assertThatThrownBy(() -> HiveConnection.identifier("x; DROP TABLE y"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatToDo() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    String address = "jdbc:hive2://127.0.0.1:" + freePort + "/tidemark";

    assertThatThrownBy(() -> HiveConnection.open(address))
        .isInstanceOf(HiveException.class)
        .hasMessageContainingAll(address, "./tidemark up", "--hive");
  }
}
