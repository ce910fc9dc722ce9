package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {
  @Test
  void aPipelineCanCarryItToItsWorkers() throws IOException, ClassNotFoundException {
    StoreConfig config = StoreConfig.of("localhost:16000").withRetries(3, Duration.ofMillis(5));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(config);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(config);
    }
  }

  @Test
  void anAttemptNeverGetsMoreTimeThanTheOperation() {
    StoreConfig config =
        StoreConfig.of("localhost:16000").withOperationTimeout(Duration.ofMillis(200));
    assertThat(config.rpcTimeout()).isEqualTo(Duration.ofMillis(200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "localhost:", "http://localhost:1", "a:1,", "a b:1"})
  void anAddressThatCannotWorkIsRefusedWithAnExample(String address) {
    assertThatThrownBy(() -> StoreConfig.of(address)).hasMessageContaining("localhost:16000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:16000", "a:1,b:2", "a:1, b:2"})
  void serversAreSeparatedByCommas(String address) {
    assertThat(StoreConfig.of(address).address()).isEqualTo(address);
  }

  @Test
  void timeoutsMustBePositive() {
    assertThatThrownBy(() -> StoreConfig.of("a:1").withOperationTimeout(Duration.ZERO))
        .hasMessageContaining("operationTimeout");
  }
}
