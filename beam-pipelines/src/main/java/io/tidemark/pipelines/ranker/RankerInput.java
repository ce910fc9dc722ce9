package io.tidemark.pipelines.ranker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.tidemark.pipelines.pins.PinVectors;

/**
 * R requests (one, where nothing else is said) as the exported graph takes them: row-major arrays,
 * T live rows (at least one), N candidates. In JSON under the names of the graph's inputs.
 *
 * @param userEmbedding {@code [R, D]}, 0 if missing
 * @param hasUser {@code [R]}, 1 or 0
 * @param interestAverage {@code [R, P]}, of norm 1, 0 if missing; null where the ranker does not
 *     look at interests
 * @param livePinVectors {@code [R, T, P]}, newest first, 0 where unknown
 * @param liveActionTypes {@code [R, T]}
 * @param liveSurfaces {@code [R, T]}
 * @param liveOccurredAt {@code [R, T]}, ms
 * @param liveMask {@code [R, T]}, 1 for an action on a known pin, else 0
 * @param requestedAt {@code [R]}, ms
 * @param surface {@code [R]}
 * @param candidatePinVectors {@code [R, N, P]}
 * @param candidateActions {@code [R, N]}
 */
@JsonPropertyOrder({"user_embedding", "has_user", "live_pin_vectors"})
record RankerInput(
    @JsonProperty("user_embedding") float[] userEmbedding,
    @JsonProperty("has_user") float[] hasUser,
    @JsonProperty(RankerGraph.INTERESTS) @JsonInclude(JsonInclude.Include.NON_NULL)
        float[] interestAverage,
    @JsonProperty("live_pin_vectors") float[] livePinVectors,
    @JsonProperty("live_action_types") long[] liveActionTypes,
    @JsonProperty("live_surfaces") long[] liveSurfaces,
    @JsonProperty("live_occurred_at") long[] liveOccurredAt,
    @JsonProperty("live_mask") float[] liveMask,
    @JsonProperty("requested_at") long[] requestedAt,
    @JsonProperty("surface") long[] surface,
    @JsonProperty("candidate_pin_vectors") float[] candidatePinVectors,
    @JsonProperty("candidate_actions") float[] candidateActions) {

  /**
   * Looks the pins up and pads an empty live side.
   *
   * @param userDimension D
   * @param interests whether the ranker looks at interests
   */
  static RankerInput of(
      RankerExample example, PinVectors pins, int userDimension, boolean interests) {
    int width = pins.dimension();
    int live = example.livePins().length;
    int rows = Math.max(1, live);
    float[] livePins = new float[rows * width];
    long[] types = new long[rows];
    long[] surfaces = new long[rows];
    long[] occurredAt = new long[rows];
    float[] mask = new float[rows];
    System.arraycopy(example.liveTypes(), 0, types, 0, live);
    System.arraycopy(example.liveSurfaces(), 0, surfaces, 0, live);
    System.arraycopy(example.liveOccurredAt(), 0, occurredAt, 0, live);
    for (int row = 0; row < live; row++) {
      if (example.livePins()[row] != PinVectors.UNKNOWN) {
        pins.copyVector(example.livePins()[row], livePins, row * width);
        mask[row] = 1;
      }
    }
    int[] candidates = example.candidates();
    float[] candidatePins = new float[candidates.length * width];
    for (int i = 0; i < candidates.length; i++) {
      if (candidates[i] != PinVectors.UNKNOWN) {
        pins.copyVector(candidates[i], candidatePins, i * width);
      }
    }
    return new RankerInput(
        example.user().orElseGet(() -> new float[userDimension]),
        new float[] {example.user().isPresent() ? 1 : 0},
        interests ? example.interests().orElseGet(() -> new float[width]) : null,
        livePins,
        types,
        surfaces,
        occurredAt,
        mask,
        new long[] {example.requestedAt()},
        new long[] {example.surface()},
        candidatePins,
        example.candidateActions());
  }
}
