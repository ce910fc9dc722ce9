package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowAdamTest {
  private static final double RATE = 0.1;

  private final RowAdam table = new RowAdam(4, 2, 1, new SplittableRandom(1));

  @Test
  void aRowsFirstStepIsTheRateAgainstTheGradientsSign() {
    float[] before = table.values();

    table.step(new int[] {2}, new float[] {3, -0.01f}, RATE);

    float[] after = table.values();
    assertThat(after[4]).isCloseTo((float) (before[4] - RATE), within(1e-5f));
    assertThat(after[5]).isCloseTo((float) (before[5] + RATE), within(1e-5f));
    after[4] = before[4];
    after[5] = before[5];
    assertThat(after).containsExactly(before);
  }

  @Test
  void severalStepsAreAdams() {
    float before = table.values()[0];
    double[] gradients = {0.5, -0.2, 0.1};
    double mean = 0;
    double variance = 0;
    double expected = before;
    for (int step = 1; step <= gradients.length; step++) {
      double gradient = gradients[step - 1];
      mean = 0.9 * mean + 0.1 * gradient;
      variance = 0.999 * variance + 0.001 * gradient * gradient;
      expected -=
          RATE
              * (mean / (1 - Math.pow(0.9, step)))
              / (Math.sqrt(variance / (1 - Math.pow(0.999, step))) + 1e-8);
      table.step(new int[] {0}, new float[] {(float) gradient, 1}, RATE);
    }

    assertThat(table.values()[0]).isCloseTo((float) expected, within(1e-5f));
  }

  @Test
  void theGradientsOfARowThatStandsThereTwiceAreAddedUp() {
    RowAdam once = new RowAdam(4, 2, 1, new SplittableRandom(1));

    table.step(new int[] {1, 3, 1}, new float[] {1, 2, 5, 5, 3, -4}, RATE);
    once.step(new int[] {1, 3}, new float[] {4, -2, 5, 5}, RATE);

    assertThat(table.values()).containsExactly(once.values());
  }

  @Test
  void aGradientThatIsNotANumberMovesNothing() {
    float[] before = table.values();

    assertThatThrownBy(() -> table.step(new int[] {0, 1}, new float[] {1, 1, 1, Float.NaN}, RATE))
        .isInstanceOf(TrainingDivergedException.class);
    assertThat(table.values()).containsExactly(before);
  }
}
