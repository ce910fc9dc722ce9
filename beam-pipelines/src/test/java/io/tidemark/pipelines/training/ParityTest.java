package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ParityTest {
  @Test
  void theLargestDifferenceCounts() {
    assertThat(Parity.maxAbsoluteDifference(new float[] {1, 2}, new float[] {1.5f, 2}))
        .isCloseTo(0.5, within(1e-9));
  }

  @Test
  void somethingThatIsNotANumberIsNeverEqual() {
    double difference =
        Parity.maxAbsoluteDifference(new float[] {Float.NaN}, new float[] {Float.NaN});

    assertThatThrownBy(() -> Parity.require("ranker", difference))
        .isInstanceOf(Parity.ParityException.class)
        .hasMessageContaining("ranker");
  }
}
