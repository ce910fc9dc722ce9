package io.tidemark.pipelines.realtime;

import static io.tidemark.pipelines.realtime.StreamHealth.Status.DOWN;
import static io.tidemark.pipelines.realtime.StreamHealth.Status.STARTING;
import static io.tidemark.pipelines.realtime.StreamHealth.Status.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArchiveHealthTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration STALLED = Duration.ofMinutes(2);

  @Test
  void itIsUpWhileOffsetsMove() {
    assertThat(judge(true, NOW.minusSeconds(60), Optional.empty()).status()).isEqualTo(UP);
  }

  @Test
  void itIsDownWhenRecordsWaitAndNothingMoves() {
    StreamHealth health = judge(true, NOW.minusSeconds(121), Optional.empty());

    assertThat(health.status()).isEqualTo(DOWN);
    assertThat(health.detail()).contains("17 records wait").contains("121 s");
  }

  @Test
  void itIsStartingUntilThePipelineRuns() {
    assertThat(judge(false, NOW, Optional.empty()).status()).isEqualTo(STARTING);
  }

  @Test
  void itIsDownWhenKafkaDoesNotAnswer() {
    StreamHealth health = judge(true, NOW, Optional.of("Kafka does not answer"));

    assertThat(health).isEqualTo(StreamHealth.down("Kafka does not answer"));
  }

  private static StreamHealth judge(boolean runs, Instant movedAt, Optional<String> trouble) {
    return ArchiveHealth.judge(
        runs, new ArchiveHealth.Progress(Map.of(), 17, movedAt, trouble), STALLED, NOW);
  }
}
