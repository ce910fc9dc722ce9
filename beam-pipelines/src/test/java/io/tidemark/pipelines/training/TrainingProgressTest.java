package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
  private final AtomicLong clock = new AtomicLong();
  private final List<String> lines = new ArrayList<>();

  @Test
  void aLineTellsStepLossQualitySpeedAndTheTimeLeft() {
    TrainingProgress progress = progress(100, Duration.ofMinutes(10));
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    progress.stepped(4, 32);
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    progress.stepped(4, 32);
    progress.measured("recall@10", 0.25);

    assertThat(lines)
        .containsExactly(
            "step 1/100, loss 4.0000, 32 sequences/s, 0.0% waiting for data, 99 s left",
            "step 2/100, loss 4.0000, recall@10 0.2500, 32 sequences/s, 0.0% waiting for data, 98 s left");
  }

  @Test
  void theTrainingIsOverWhenStepsOrTimeAreUsedUp() {
    TrainingProgress bySteps = progress(1, Duration.ofMinutes(10));
    bySteps.stepped(1, 1);
    assertThat(bySteps.isOver()).isTrue();

    TrainingProgress byTime = progress(100, Duration.ofSeconds(5));
    assertThat(byTime.isOver()).isFalse();
    clock.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(byTime.isOver()).isTrue();
  }

  private TrainingProgress progress(int maxSteps, Duration budget) {
    return new TrainingProgress(maxSteps, budget, Duration.ofSeconds(5), lines::add, clock::get);
  }
}
