package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void wantedPortsAreTakenWhereTheyAreFree() {
    Ports ports = new Ports(port -> port != 9_092, new SplittableRandom(1));

    Map<String, Integer> chosen =
        ports.choose(Map.of("port", 9_092, "controller-port", 9_093), List.of());

    assertThat(chosen).containsEntry("controller-port", 9_093);
    assertThat(chosen.get("port")).isBetween(20_000, 32_000);
  }

  @Test
  void noTwoNamesAndNoOtherComponentGetTheSamePort() {
    Set<Integer> free = Set.of(20_001, 20_002, 20_003);
    Ports ports = new Ports(free::contains, new SplittableRandom(1));

    Map<String, Integer> chosen = ports.choose(Map.of("a", 0, "b", 0), List.of(20_002));

    assertThat(chosen.values()).containsExactlyInAnyOrder(20_001, 20_003);
  }

  @Test
  void aPortSomeoneListensOnIsNotFree() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(new Ports().choose(Map.of("port", other.getLocalPort()), List.of()))
          .doesNotContainValue(other.getLocalPort());
    }
  }

  @Test
  void saysSoWhenNoPortIsFree() {
    Ports ports = new Ports(port -> false, new SplittableRandom(1));

    assertThatThrownBy(() -> ports.choose(Map.of("port", 9_092), List.of()))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("no free port");
  }
}
