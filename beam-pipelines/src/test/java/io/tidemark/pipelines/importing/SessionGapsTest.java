package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionGapsTest {
  private static final DatasetDescriptor.DurationRule VIEWS =
      DescriptorReader.named("deskdrop").duration();

  @Test
  void aViewLastsUntilTheNextEventAndTheLastIsUnknown() {
    assertThat(
            SessionGaps.withGaps(
                List.of(
                    action("d", ActionType.CLOSE_UP, 90),
                    action("a", ActionType.CLOSE_UP, 10),
                    action("c", ActionType.LIKE, 40),
                    action("b", ActionType.CLOSE_UP, 10)),
                VIEWS))
        .extracting(Action::eventId, Action::durationMillis)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 0L),
            org.assertj.core.groups.Tuple.tuple("b", 30_000L),
            org.assertj.core.groups.Tuple.tuple("c", Action.UNKNOWN_DURATION),
            org.assertj.core.groups.Tuple.tuple("d", Action.UNKNOWN_DURATION));
  }

  @Test
  void aGapLongerThanADayIsUnknown() {
    assertThat(
            SessionGaps.withGaps(
                List.of(
                    action("a", ActionType.CLOSE_UP, 0),
                    action("b", ActionType.CLOSE_UP, Duration.ofDays(2).toSeconds())),
                VIEWS))
        .extracting(Action::durationMillis)
        .containsExactly(Action.UNKNOWN_DURATION, Action.UNKNOWN_DURATION);
  }

  private static Action action(String event, ActionType type, long seconds) {
    return new Action(
        event,
        "u",
        "p",
        type,
        Surface.DESKTOP,
        seconds * 1_000,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
