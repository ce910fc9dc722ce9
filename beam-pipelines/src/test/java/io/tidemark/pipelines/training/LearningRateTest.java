package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void theRateClimbsToItsPeakAndFallsAlongACosine() {
    LearningRate rate = new LearningRate(0.1, 10, 110, 0.1);

    assertThat(rate.at(1)).isCloseTo(0.01, within(1e-12));
    assertThat(rate.at(10)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.at(60)).isCloseTo(0.055, within(1e-12));
    assertThat(rate.at(110)).isCloseTo(0.01, within(1e-12));
    assertThat(rate.at(500)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void aRateThatCannotWorkIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(0, 10, 100, 0))
        .withMessageContaining("peak > 0");
  }
}
