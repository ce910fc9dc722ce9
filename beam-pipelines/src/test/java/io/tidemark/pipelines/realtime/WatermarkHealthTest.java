package io.tidemark.pipelines.realtime;

import static io.tidemark.pipelines.realtime.StreamHealth.Status.DOWN;
import static io.tidemark.pipelines.realtime.StreamHealth.Status.STARTING;
import static io.tidemark.pipelines.realtime.StreamHealth.Status.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatermarkHealthTest {
  private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant NOW = STARTED.plusSeconds(60);

  @Test
  void aStreamIsStartingUntilAHeartbeatOfItsOwnIsInHBase() {
    assertThat(statusOf(Optional.empty())).isEqualTo(STARTING);
    assertThat(statusOf(Optional.of(STARTED.minusMillis(1)))).isEqualTo(STARTING);
  }

  @Test
  void aStreamIsUpWhileHeartbeatsKeepComing() {
    assertThat(statusOf(Optional.of(NOW.minusSeconds(1)))).isEqualTo(UP);
  }

  @Test
  void aStreamWhoseHeartbeatsStoppedIsDownAndSaysSinceWhen() {
    StreamHealth health =
        WatermarkHealth.judge(
            Optional.of(NOW.minusSeconds(20)), STARTED, NOW, "HBase does not answer");

    assertThat(health.status()).isEqualTo(DOWN);
    assertThat(health.detail()).contains("20000 ms ago").contains("HBase does not answer");
  }

  @Test
  void thePartitionFurthestBehindCounts() {
    Watermark fresh = new Watermark(0, Optional.empty(), Optional.of(NOW), NOW);
    Watermark old = new Watermark(1, Optional.of(NOW), Optional.of(NOW.minusSeconds(9)), NOW);
    Watermark never = new Watermark(2, Optional.of(NOW), Optional.empty(), NOW);

    assertThat(WatermarkHealth.furthestBehind(List.of(fresh, old))).hasValue(NOW.minusSeconds(9));
    assertThat(WatermarkHealth.furthestBehind(List.of(fresh, never))).isEmpty();
    assertThat(WatermarkHealth.furthestBehind(List.of())).isEmpty();
  }

  private static StreamHealth.Status statusOf(Optional<Instant> committed) {
    return WatermarkHealth.judge(committed, STARTED, NOW, "trouble").status();
  }
}
