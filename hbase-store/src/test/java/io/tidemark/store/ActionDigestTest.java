package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionDigestTest {
  @Test
  void itTellsWhichActionsAndInWhichOrder() {
    Action first = action("e1", 1_000);
    Action second = action("e2", 900);

    long digest = ActionDigest.of(List.of(first, second));

    assertThat(ActionDigest.of(List.of(action("e1", 1_000), second))).isEqualTo(digest);
    assertThat(ActionDigest.of(List.of(second, first))).isNotEqualTo(digest);
    assertThat(ActionDigest.of(List.of(first))).isNotEqualTo(digest);
    assertThat(ActionDigest.of(List.of(first, action("e2", 901)))).isNotEqualTo(digest);
    assertThat(ActionDigest.of(List.of())).isEqualTo(ActionDigest.of(List.of()));
  }

  private static Action action(String eventId, long occurredAt) {
    return new Action(
        eventId, "u", "p", ActionType.SAVE, Surface.HOME, occurredAt, 0, Optional.empty());
  }
}
