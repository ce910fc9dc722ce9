package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
  private static final Shape PROJECTED = new Shape(2, 5, 24);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothWaysComputeWhatTheReferenceSays(boolean fused) throws IOException {
    JsonNode golden = Golden.read().get("attention");
    try (TrainingEngine engine = TrainingEngine.open(1, 1)) {
      Attention attention = new Attention(engine, 2, 4, 0, fused);

      float[] attended =
          engine.evaluate(
              manager ->
                  attention
                      .ofAll(
                          manager.create(Golden.floats(golden.get("projected")), PROJECTED), false)
                      .toFloatArray());

      assertThat(attended).containsExactly(Golden.floats(golden.get("attended")), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void someRowsAttendAsTheyDoAmongAll(boolean fused) throws IOException {
    JsonNode golden = Golden.read().get("attention");
    float[] attended = Golden.floats(golden.get("attended"));
    long[] rows = {4, 1, 0, 2}; // two of each sequence
    try (TrainingEngine engine = TrainingEngine.open(1, 1)) {
      Attention attention = new Attention(engine, 2, 4, 0, fused);

      float[] some =
          engine.evaluate(
              manager -> {
                NDArray projected =
                    manager.create(Golden.floats(golden.get("projected")), PROJECTED);
                NDArray all =
                    projected.reshape(10, 24).get(manager.create(new long[] {4, 1, 5, 7}));
                return attention
                    .ofSome(
                        all.get(":, :8"),
                        projected.get(":, :, 8:"),
                        manager.create(rows, new Shape(2, 2)),
                        false)
                    .toFloatArray();
              });

      for (int i = 0; i < rows.length; i++) {
        int from = (i / 2 * 5 + (int) rows[i]) * 8;
        assertThat(Arrays.copyOfRange(some, 8 * i, 8 * (i + 1)))
            .containsExactly(Arrays.copyOfRange(attended, from, from + 8), within(1e-5f));
      }
    }
  }

  @Test
  void bothWaysHaveTheSameGradients() throws IOException {
    float[] projected = Golden.floats(Golden.read().get("attention").get("projected"));

    assertThat(gradients(true, projected))
        .containsExactly(gradients(false, projected), within(1e-4f));
  }

  private static float[] gradients(boolean fused, float[] projected) {
    try (TrainingEngine engine = TrainingEngine.open(1, 1);
        Parameters parameters = new Parameters(engine.manager(), 1)) {
      NDArray input = parameters.constant("input", 0, PROJECTED.getShape());
      parameters.set("input", projected);
      Attention attention = new Attention(engine, 2, 4, 0, fused);
      engine.step(manager -> attention.ofAll(input, true).square().sum());
      return input.getGradient().toFloatArray();
    }
  }
}
