package io.tidemark.pipelines.ranker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code golden.json}: a few requests and the trained network's own probabilities, so that whoever
 * loads the exported model can tell that it computes what was trained.
 *
 * @param tolerance the largest difference from a probability
 * @param cases the requests
 */
record GoldenScores(double tolerance, List<Case> cases) {
  static final String FILE = "golden.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One request.
   *
   * @param name what it shows
   * @param inputs by the names of the graph's inputs, row-major, shapes as in {@code model.json}
   * @param probabilities {@code [1, N, H]}
   */
  record Case(String name, RankerInput inputs, float[] probabilities) {}

  void write(Path folder) throws IOException {
    JSON.writeValue(folder.resolve(FILE).toFile(), this);
  }
}
