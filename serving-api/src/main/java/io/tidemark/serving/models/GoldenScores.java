package io.tidemark.serving.models;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A few inputs and what the trainer scored them with, from {@code golden.json} beside the model:
 * they show that the model computes here what it computed there.
 *
 * @param tolerance the largest difference from a probability
 * @param cases the inputs and their scores
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GoldenScores(double tolerance, List<Case> cases) {
  private static final String FILE = "golden.json";

  /**
   * One input and its probabilities.
   *
   * @param name what it shows
   * @param inputs by the name of each input of the graph, its values in row-major order
   * @param probabilities {@code [1, N, H]}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Case(String name, Map<String, double[]> inputs, float[] probabilities) {

    /** The input as serving feeds it. */
    RankerInput input() {
      RankerInput input = features();
      return inputs.containsKey(InputArena.INTERESTS)
          ? new WithInterests(input, floats(InputArena.INTERESTS))
          : input;
    }

    private FeatureArrays features() {
      return new FeatureArrays(
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
    void check(float[] actual, double tolerance) throws ScoringException {
      if (actual.length != probabilities.length) {
        throw new ScoringException(
            "%s, case %s: %d probabilities, not %d"
                .formatted(FILE, name, actual.length, probabilities.length),
            null);
      }
      for (int i = 0; i < probabilities.length; i++) {
        if (!(Math.abs(actual[i] - probabilities[i]) <= tolerance)) {
          throw new ScoringException(
              "%s, case %s: probability %d is %f, the trainer's is %f"
                  .formatted(FILE, name, i, actual[i], probabilities[i]),
              null);
        }
      }
    }

    private boolean isComplete() {
      return inputs != null
          && probabilities != null
          && inputs.keySet().containsAll(InputArena.INPUTS);
    }

    private float[] floats(String input) {
      double[] values = inputs.get(input);
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    private long[] longs(String input) {
      double[] values = inputs.get(input);
      long[] longs = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        longs[i] = (long) values[i];
      }
      return longs;
    }
  }

  /**
   * The golden scores in a model's folder, if there are any.
   *
   * @throws ModelLoadException if they cannot be read
   */
  static Optional<GoldenScores> in(Path folder) throws ModelLoadException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      GoldenScores golden = new ObjectMapper().readValue(file.toFile(), GoldenScores.class);
      if (golden.cases() == null || !golden.cases().stream().allMatch(Case::isComplete)) {
        throw new ModelLoadException(
            "%s does not have cases with probabilities and all of the inputs %s"
                .formatted(file, new TreeSet<>(InputArena.INPUTS)));
      }
      return Optional.of(golden);
    } catch (IOException e) {
      throw new ModelLoadException(file + " cannot be read: " + e, e);
    }
  }
}
