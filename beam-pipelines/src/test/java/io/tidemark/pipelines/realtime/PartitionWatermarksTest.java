package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartitionWatermarksTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final PartitionWatermarks marks = new PartitionWatermarks();

  @Test
  void aPartitionWithoutActionsHasAHeartbeatAndNoEventTime() {
    marks.note(new LiveEvent.Heartbeat(3, NOW.minusMillis(5)));

    assertThat(marks.unwritten(NOW))
        .containsExactly(new Watermark(3, Optional.empty(), Optional.of(NOW.minusMillis(5)), NOW));
  }

  @Test
  void lateActionsAndOldHeartbeatsDoNotMoveAMarkBack() {
    marks.note(action(0, NOW.minusSeconds(1)));
    marks.note(action(0, NOW.minusSeconds(60)));
    marks.note(new LiveEvent.Heartbeat(0, NOW.minusSeconds(2)));
    marks.note(new LiveEvent.Heartbeat(0, NOW.minusSeconds(30)));

    assertThat(marks.unwritten(NOW))
        .containsExactly(
            new Watermark(
                0, Optional.of(NOW.minusSeconds(1)), Optional.of(NOW.minusSeconds(2)), NOW));
  }

  @Test
  void onlyPartitionsWithNewEventsAreWrittenAgain() {
    marks.note(action(0, NOW));
    marks.note(action(1, NOW));
    marks.written();
    marks.note(action(1, NOW.plusMillis(1)));

    assertThat(marks.unwritten(NOW)).extracting(Watermark::partition).containsExactly(1);
  }

  @Test
  void marksThatCouldNotBeWrittenStayToBeWritten() {
    marks.note(action(0, NOW));
    assertThat(marks.unwritten(NOW)).hasSize(1);

    marks.note(action(1, NOW));

    assertThat(marks.unwritten(NOW)).hasSize(2);
  }

  private static LiveEvent action(int partition, Instant occurredAt) {
    return new LiveEvent.Recorded(
        partition,
        new Action(
            "e" + occurredAt,
            "u",
            "p",
            ActionType.LIKE,
            Surface.HOME,
            occurredAt.toEpochMilli(),
            Action.UNKNOWN_DURATION,
            Optional.empty()));
  }
}
