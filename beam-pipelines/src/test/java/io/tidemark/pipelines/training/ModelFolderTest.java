package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path temporary;
  private Path staging;
  private Path models;
  private ModelCard card;

  @BeforeEach
  void stage() throws IOException {
    staging = Files.createDirectory(temporary.resolve("staging"));
    models = temporary.resolve("models");
    Path graph = Files.writeString(staging.resolve("model.onnx"), "graph");
    card = card(ModelFolder.hashes(List.of(graph)));
  }

  @Test
  void aWrittenModelIsReadBackWithItsCard() throws IOException {
    String folder = ModelFolder.write(staging, card, models.toString());

    assertThat(ModelFolder.card(folder)).isEqualTo(card);
    assertThat(ModelFolder.fetch(folder, temporary.resolve("cache")).resolve("model.onnx"))
        .hasContent("graph");
    assertThat(ModelFolder.fetch(Path.of(folder).toUri().toString(), temporary.resolve("cache")))
        .isEqualTo(Path.of(folder));
  }

  @Test
  void aChangedFileIsNotedByItsHash() throws IOException {
    String folder = ModelFolder.write(staging, card, models.toString());
    Files.writeString(Path.of(folder, "model.onnx"), "another graph");

    assertThatThrownBy(() -> ModelFolder.fetch(folder, temporary))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.onnx");
  }

  @Test
  void aFolderWithoutACardIsNoModel() throws IOException {
    Path unfinished = Files.createDirectory(temporary.resolve("unfinished"));

    assertThatThrownBy(() -> ModelFolder.card(unfinished.toString()))
        .hasMessageContaining("not the folder of a finished model");
  }

  @Test
  void theCardIsWrittenInSnakeCaseWithTheCodesOfAllTypes() {
    assertThat(card.toJson())
        .contains("\"created_at\"", "\"parity_max_abs_diff\"", "\"close_up\" : 2", "\"home\" : 1");
  }

  @Test
  void aVersionNamesModelTimeAndWeights() {
    assertThat(ModelCard.version("ranker", Instant.parse("2022-04-22T00:00:00Z"), "0a1b2c3d4e"))
        .isEqualTo("ranker-20220422T000000Z-0a1b2c");
  }

  private static ModelCard card(Map<String, String> files) {
    return new ModelCard(
        "ranker",
        "ranker-1",
        "2022-04-22T00:00:00Z",
        "unknown",
        files,
        List.of(TensorSpec.float32("x", "N", "2")),
        List.of(TensorSpec.float32("y", "N")),
        ModelCard.allActionTypeCodes(),
        ModelCard.allSurfaceCodes(),
        Map.of("pins", "pins-1"),
        Map.of("pin", 64),
        Map.of("users", "12"),
        "pointwise",
        Map.of("auc", 0.75),
        1e-6,
        ModelCard.configOf(Map.of("layers", 2)));
  }
}
