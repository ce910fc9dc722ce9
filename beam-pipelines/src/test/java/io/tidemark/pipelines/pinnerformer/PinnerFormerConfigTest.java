package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinnerFormerConfigTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"small", "paper"})
  void thePresetsAreValid(String preset) {
    PinnerFormerConfig config = PinnerFormerConfig.read(preset);

    assertThat(config.objective().describe()).isEqualTo("dense-all-action(PT672H)");
    assertThat(config.negatives().correctSampling()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "heads: 2, heads: 3, architecture.heads must divide",
    "minimum: 0.01, minimum: 0, temperature.minimum must be positive",
    "dense-all-action, dense, next-action",
    "layers: 1, depth: 1, architecture.layers",
    "positions: 4, positions: 0, objective.positions",
    "uniform: 32, uniform: -1, negatives.uniform",
    "instead_of_content: false, instead_of_content: true, ids.instead_of_content needs ids.width",
    "rows: 0, rows: -1, ids.rows",
    "surface: true, surfaces: true, features.surface",
    "input_dropout: 0.0, input_dropout: 1.0, architecture.input_dropout",
    "checkpoint_every: 0, checkpoint_every: -5, training.checkpoint_every",
  })
  void whatIsWrongIsNamed(String right, String wrong, String mention) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.yaml"), tiny().replace(right, wrong));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PinnerFormerConfig.read(file.toString()))
        .withMessageContaining(mention);
  }

  @Test
  void theParityPresetLearnsIdsAndNothingElse() {
    PinnerFormerConfig config = PinnerFormerConfig.read("sasrec-parity");

    assertThat(config.objective().describe()).isEqualTo("sasrec");
    assertThat(config.ids().isOn()).isTrue();
    assertThat(Features.width(config)).isZero();
  }

  @Test
  void fewerStepsShortenTheWarmUpToo() {
    PinnerFormerConfig config = PinnerFormerConfig.read("small").withMaxSteps(20);

    assertThat(config.training().maxSteps()).isEqualTo(20);
    assertThat(config.training().warmUpSteps()).isEqualTo(2);
  }

  private static String tiny() throws IOException {
    try (InputStream in = PinnerFormerConfigTest.class.getResourceAsStream("tiny.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
