package io.tidemark.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComponentTest {
  @Test
  void whatAComponentNeedsComesWithIt() {
    assertThat(Component.withNeeds(Set.of(Component.ARCHIVE_ACTIONS)))
        .contains(Component.ARCHIVE_ACTIONS, Component.KAFKA, Component.HIVE);
  }

  @Test
  void whatIsNeededComesFirstInTheOrderOfStarting() {
    for (Component component : Component.values()) {
      assertThat(component.needs()).allSatisfy(need -> assertThat(need).isLessThan(component));
    }
  }

  @Test
  void noTwoComponentsHaveTheSameDefaultPort() {
    Set<Integer> ports = new HashSet<>();
    for (Component component : Component.values()) {
      assertThat(component.defaultPorts().values())
          .allSatisfy(port -> assertThat(ports.add(port)).isTrue());
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThat(Component.of("record-live-actions")).isEqualTo(Component.RECORD_LIVE_ACTIONS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Component.of("hbse"))
        .withMessageContainingAll("'hbse'", "hbase, kafka, hive");
  }
}
