package io.tidemark.serving.models;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One input and what the trainer scored it with, from {@code golden.json} beside the model: shows
 * that the model runs here as it did there.
 *
 * @param inputs by the name of each input of the graph, its values in row-major order
 * @param scores {@code [N]}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GoldenExample(Map<String, double[]> inputs, float[] scores) {
  private static final String FILE = "golden.json";
  private static final float TOLERANCE = 1e-3f;

  /**
   * The example in a model's folder, if there is one.
   *
   * @throws ModelLoadException if it cannot be read
   */
  static Optional<GoldenExample> in(Path folder) throws ModelLoadException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      GoldenExample example = new ObjectMapper().readValue(file.toFile(), GoldenExample.class);
      if (example.inputs() == null
          || example.scores() == null
          || !example.inputs().keySet().equals(RankerTranslator.INPUTS)) {
        throw new ModelLoadException(
            file
                + " does not have scores, and all of the inputs "
                + new TreeSet<>(RankerTranslator.INPUTS));
      }
      return Optional.of(example);
    } catch (IOException e) {
      throw new ModelLoadException(file + " cannot be read: " + e, e);
    }
  }

  /** The input. */
  RankerInput input() {
    return new RankerInput(
        floats("user_embedding"),
        floats("has_user")[0],
        floats("live_pin_vectors"),
        longs("live_action_types"),
        longs("live_surfaces"),
        longs("live_occurred_at"),
        floats("live_mask"),
        longs("requested_at")[0],
        longs("surface")[0],
        floats("candidate_pin_vectors"),
        floats("candidate_actions"));
  }

  /**
   * Compares what was scored here.
   *
   * @throws ScoringException if it differs from what the trainer scored
   */
  void check(float[] actual) throws ScoringException {
    for (int i = 0; i < scores.length; i++) {
      if (actual.length != scores.length || !(Math.abs(actual[i] - scores[i]) <= TOLERANCE)) {
        throw new ScoringException(
            "%s: score %d differs from the trainer's %f by more than %f"
                .formatted(FILE, i, scores[i], TOLERANCE),
            null);
      }
    }
  }

  private float[] floats(String name) {
    double[] values = inputs.get(name);
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private long[] longs(String name) {
    double[] values = inputs.get(name);
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = (long) values[i];
    }
    return longs;
  }
}
