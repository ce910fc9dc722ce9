package io.tidemark.pipelines.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.realtime.ActionJson;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.InvalidActionException;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldBackFileTest {
  @Test
  void whatIsHeldBackIsAMessageThatTheLiveStreamTakes() throws InvalidActionException {
    Action unknown = action(Action.UNKNOWN_DURATION, Optional.empty());
    Action known = action(1_200, Optional.of("r-1"));

    for (Action action : new Action[] {unknown, known}) {
      assertThat(
              ActionJson.parse(
                  HeldBackFile.message(action).getBytes(UTF_8),
                  Instant.parse("2024-01-02T00:00:00Z")))
          .isEqualTo(action);
    }
  }

  private static Action action(long duration, Optional<String> requestId) {
    return new Action(
        "kuairand:1:\"2\"",
        "ann",
        "p",
        ActionType.CLICK_THROUGH,
        Surface.ANDROID,
        Instant.parse("2024-01-01T00:00:00Z").toEpochMilli(),
        duration,
        requestId);
  }
}
