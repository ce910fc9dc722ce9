package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class AdamWTest {
  @Test
  void threeStepsMatchTheReference() throws IOException {
    JsonNode golden;
    try (InputStream in = getClass().getResourceAsStream("adamw.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    try (TrainingEngine engine = TrainingEngine.open(1, 1);
        Parameters parameters = new Parameters(engine.manager(), 1)) {
      parameters.normal("w", 1, 2, 3);
      parameters.normal("b", 1, 2);
      parameters.set("w", new float[] {0.5f, -1, 2, 1.5f, 0.25f, -0.75f});
      parameters.set("b", new float[] {0.1f, -0.2f});
      try (AdamW optimizer = new AdamW(engine, parameters, 0.1f, 1)) {
        for (int step = 0; step < 3; step++) {
          engine.step(manager -> squaredOutput(manager, parameters));
          assertThat(optimizer.step(0.05))
              .isCloseTo(golden.get("norms").get(step).asDouble(), within(1e-4));
        }
      }
      assertThat(parameters.get("w").toFloatArray())
          .containsExactly(floats(golden.get("w")), within(1e-5f));
      assertThat(parameters.get("b").toFloatArray())
          .containsExactly(floats(golden.get("b")), within(1e-5f));
    }
  }

  @Test
  void aGradientThatIsNotANumberStopsTheTrainingAndMovesNothing() {
    try (TrainingEngine engine = TrainingEngine.open(1, 1);
        Parameters parameters = new Parameters(engine.manager(), 1)) {
      parameters.constant("w", 1, 2);
      try (AdamW optimizer = new AdamW(engine, parameters, 0, 1)) {
        engine.step(
            manager -> manager.create(new float[] {Float.NaN, 1}).mul(parameters.get("w")).sum());

        assertThatThrownBy(() -> optimizer.step(0.1))
            .isInstanceOf(TrainingDivergedException.class)
            .hasMessageContaining("learning rate");
        assertThat(parameters.get("w").toFloatArray()).containsExactly(1, 1);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameFirstValuesAndASnapshotBringsThemBack() {
    try (TrainingEngine engine = TrainingEngine.open(1, 1);
        Parameters one = new Parameters(engine.manager(), 7);
        Parameters two = new Parameters(engine.manager(), 7)) {
      assertThat(one.weight("w", 3, 2).toFloatArray())
          .containsExactly(two.weight("w", 3, 2).toFloatArray());

      var before = one.snapshot();
      one.set("w", new float[6]);
      one.restore(before);

      assertThat(one.get("w").toFloatArray()).containsExactly(two.get("w").toFloatArray());
      assertThat(one.get("w").hasGradient()).isTrue();
    }
  }

  private static NDArray squaredOutput(NDManager manager, Parameters parameters) {
    NDArray x = manager.create(new float[] {1, -2, 0.5f}, new Shape(1, 3));
    return x.matMul(parameters.get("w").transpose()).add(parameters.get("b")).square().sum();
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
