package io.tidemark.pipelines.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorIndexFilesTest {
  private static final IndexConfig CONFIG = new IndexConfig(16, 64, 2);

  @TempDir private Path folder;

  @Test
  void theIndexFindsNearlyAllOfTheTrulyNearestInEachSpace() throws Exception {
    IndexedPins pins = pins(3_000, 16);
    VectorIndexFiles.write(folder, pins, CONFIG);

    try (IndexSearch search = new IndexSearch(folder)) {
      for (String space : List.of(IndexedPins.PINS, IndexedPins.PINNERFORMER)) {
        float[][] questions = IndexRecall.evenlySpread(pins.spaces().get(space), 50);
        assertThat(questions.length).isEqualTo(50);
        IndexRecall recall = IndexRecall.of(search, pins, space, questions, 100);
        assertThat(recall.recall()).isGreaterThan(0.95).isLessThanOrEqualTo(1);
      }
      for (int pin = 0; pin < pins.ids().size(); pin += 7) {
        float[] question = pins.spaces().get(IndexedPins.PINS)[pin];
        assertThat(search.nearest(IndexedPins.PINS, question, 1)).containsExactly("pin" + pin);
      }
    }
    assertThat(VectorIndexFiles.list(folder)).allMatch(Files::exists).hasSizeGreaterThan(4);
  }

  @Test
  void everyPinIsInTheIndexOnce() throws Exception {
    IndexedPins pins = pins(101, 4);
    VectorIndexFiles.write(folder, pins, CONFIG);

    try (IndexSearch search = new IndexSearch(folder)) {
      float[] question = pins.spaces().get(IndexedPins.PINS)[0];
      assertThat(search.nearest(IndexedPins.PINS, question, 1_000))
          .containsExactlyInAnyOrderElementsOf(pins.ids());
    }
  }

  @Test
  void recallIsTheShareOfTheTrulyNearest() {
    assertThat(IndexRecall.share(List.of("a", "b", "x"), Set.of("a", "b", "c", "d")))
        .isEqualTo(0.5);
    TreeMap<String, float[][]> space = new TreeMap<>();
    space.put(IndexedPins.PINS, new float[][] {{1, 0}, {0, 1}, {0.6f, 0.8f}});
    IndexedPins pins = new IndexedPins(List.of("east", "north", "between"), space);
    assertThat(IndexRecall.trulyNearest(pins, IndexedPins.PINS, new float[] {0, 1}, 2))
        .containsExactlyInAnyOrder("north", "between");
  }

  @Test
  void whatCannotBeIndexedIsNamed() {
    assertThatThrownBy(() -> new IndexedPins(List.of(), new TreeMap<>()))
        .hasMessageContaining("no pin");
    TreeMap<String, float[][]> space = new TreeMap<>();
    space.put(IndexedPins.PINS, new float[1][2]);
    assertThatThrownBy(() -> new IndexedPins(List.of("a", "b"), space))
        .hasMessageContaining("1 vectors of 2 pins");
    assertThatThrownBy(() -> new IndexConfig(0, 64, 2)).hasMessageContaining("connections");
    assertThatThrownBy(() -> new IndexConfig(16, 64, 0)).hasMessageContaining("threads");
  }

  private static IndexedPins pins(int count, int dimension) {
    TreeMap<String, float[][]> spaces = new TreeMap<>();
    spaces.put(IndexedPins.PINS, vectors(count, dimension, 1));
    spaces.put(IndexedPins.PINNERFORMER, vectors(count, dimension / 2, 2));
    return new IndexedPins(IntStream.range(0, count).mapToObj(i -> "pin" + i).toList(), spaces);
  }

  private static float[][] vectors(int count, int dimension, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      double square = 0;
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
        square += vector[i] * vector[i];
      }
      for (int i = 0; i < dimension; i++) {
        vector[i] /= (float) Math.sqrt(square);
      }
    }
    return vectors;
  }
}
