package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicatedParametersTest {
  private TrainingEngine engine;
  private Parameters first;
  private Parameters second;
  private ReplicatedParameters replicated;

  @BeforeEach
  void open() {
    engine = TrainingEngine.open(1, 1, List.of(Device.cpu(), Device.cpu()));
    first = parameters(0);
    second = parameters(1);
    replicated = new ReplicatedParameters(List.of(first, second));
  }

  private Parameters parameters(int replica) {
    Parameters parameters = new Parameters(engine.replicas().get(replica).manager(), 5);
    parameters.constant("x", 2, 3);
    return parameters;
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void theFirstTakesTheMeanOfTheGradientsAndTheLossIsTheMeanOfTheLosses() {
    float[][] gradient = new float[1][];

    double loss =
        engine.step(
            List.of(squares(first, 1), squares(second, 3)),
            () -> {
              replicated.averageGradients(2);
              gradient[0] = first.get("x").getGradient().toFloatArray();
            });

    // Of 1 (2, 2, 2)^2 and of 3 (2, 2, 2)^2: 12 and 36, with gradients of 4 and 12.
    assertThat(loss).isEqualTo(24);
    assertThat(gradient[0]).containsExactly(8, 8, 8);
  }

  @Test
  void aReplicaWithoutAShareOfTheBatchDoesNotCount() {
    float[][] gradient = new float[1][];

    engine.step(
        List.of(squares(first, 1)),
        () -> {
          replicated.averageGradients(1);
          gradient[0] = first.get("x").getGradient().toFloatArray();
        });

    assertThat(gradient[0]).containsExactly(4, 4, 4);
  }

  @Test
  void theOthersBecomeWhatTheFirstIsAndLearnOn() {
    first.set("x", new float[] {1, 2, 3});
    replicated.copyFirst();
    float[][] gradient = new float[1][];

    engine.step(
        List.of(squares(first, 1), squares(second, 1)),
        () -> gradient[0] = second.get("x").getGradient().toFloatArray());

    assertThat(second.get("x").toFloatArray()).containsExactly(1, 2, 3);
    assertThat(gradient[0]).containsExactly(2, 4, 6);
  }

  @Test
  void gradientsOfAStepBeforeDoNotCount() {
    try (AdamW optimizer = new AdamW(engine, first, 0, 1_000)) {
      double[] norms = new double[2];
      for (int step = 0; step < norms.length; step++) {
        engine.step(
            List.of(squares(first, 1), squares(second, 3)), () -> replicated.averageGradients(2));
        norms[step] = optimizer.step(0);
        replicated.copyFirst();
      }

      double expected = Math.sqrt(3 * 8 * 8);
      assertThat(norms).containsExactly(new double[] {expected, expected}, within(1e-6));
    }
  }

  private static Function<NDManager, NDArray> squares(Parameters parameters, float times) {
    return manager -> parameters.get("x").square().mul(manager.create(times)).sum();
  }
}
