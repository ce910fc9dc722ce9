package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static TrainingEngine engine;

  @BeforeAll
  static void open() {
    engine = TrainingEngine.open(1, 5);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void dropsItsShareAndKeepsTheExpectedSum() {
    float[] out = dropped(new Shape(401, 249), 0.25f, 1);

    long zeros = 0;
    for (float value : out) {
      assertThat(value)
          .satisfiesAnyOf(
              v -> assertThat(v).isZero(), v -> assertThat(v).isCloseTo(4 / 3f, within(1e-5f)));
      zeros += value == 0 ? 1 : 0;
    }
    // 99,849 draws of 0.25: five standard deviations are 0.0069.
    assertThat(zeros / (double) out.length).isCloseTo(0.25, within(0.0069));
  }

  @Test
  void drawsEveryNumberOnItsOwn() {
    float[] out = dropped(new Shape(100_000), 0.5f, 2);

    // Numbers that share a draw lie a quarter of all apart, and agree as often as others: by
    // chance.
    for (int step : new int[] {1, 2, 3, 4, 25_000, 50_000, 75_000}) {
      int equal = 0;
      for (int i = 0; i + step < out.length; i++) {
        equal += (out[i] == 0) == (out[i + step] == 0) ? 1 : 0;
      }
      assertThat(equal / (double) (out.length - step)).isCloseTo(0.5, within(0.016));
    }
  }

  @Test
  void oneSeedGivesOneResult() {
    assertThat(dropped(new Shape(77), 0.1f, 3)).isEqualTo(dropped(new Shape(77), 0.1f, 3));
    assertThat(dropped(new Shape(77), 0.1f, 3)).isNotEqualTo(dropped(new Shape(77), 0.1f, 4));
  }

  @Test
  void gradientsFlowThroughWhatWasKept() {
    NDArray x = engine.manager().ones(new Shape(500));
    x.setRequiresGradient(true);
    float[][] out = new float[1][];
    Dropout dropout = new Dropout(engine, 0.3f);
    engine.step(
        scope -> {
          NDArray y = dropout.of(x);
          out[0] = y.toFloatArray();
          return y.sum();
        });
    assertThat(x.getGradient().toFloatArray()).containsExactly(out[0]);
  }

  @Test
  void nothingToDropIsTheSameTensor() {
    NDArray x = engine.manager().ones(new Shape(3));
    assertThat(new Dropout(engine, 0).of(x)).isSameAs(x);
  }

  private static float[] dropped(Shape shape, float share, long seed) {
    Dropout dropout = new Dropout(engine, share);
    engine.seed(seed);
    return engine.evaluate(scope -> dropout.of(scope.ones(shape)).toFloatArray());
  }
}
