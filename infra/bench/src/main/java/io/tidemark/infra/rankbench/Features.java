package io.tidemark.infra.rankbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.SplittableRandom;

/**
 * The features of one request, as the ranker's graph and {@code POST /v1/score} name them.
 *
 * @param userEmbedding {@code [D]}
 * @param livePinVectors {@code [T, P]}, newest first
 * @param liveActionTypes {@code [T]}
 * @param liveSurfaces {@code [T]}
 * @param liveOccurredAt {@code [T]}, ms
 * @param requestedAt ms
 * @param candidatePinVectors {@code [N, P]}
 * @param candidateActions {@code [N]}
 */
record Features(
    @JsonProperty("user_embedding") float[] userEmbedding,
    @JsonProperty("live_pin_vectors") float[][] livePinVectors,
    @JsonProperty("live_action_types") long[] liveActionTypes,
    @JsonProperty("live_surfaces") long[] liveSurfaces,
    @JsonProperty("live_occurred_at") long[] liveOccurredAt,
    @JsonProperty("requested_at") long requestedAt,
    @JsonProperty("surface") long surface,
    @JsonProperty("candidate_pin_vectors") float[][] candidatePinVectors,
    @JsonProperty("candidate_actions") float[] candidateActions) {

  private static final long ACTION_GAP_MILLIS = 60_000;
  private static final int MAX_POPULARITY = 10_000;

  /** Made-up features; the same seed gives the same. */
  static Features of(Scale scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long now = System.currentTimeMillis();
    int t = scale.actions();
    Features features =
        new Features(
            unit(random, scale.width()),
            new float[t][],
            new long[t],
            new long[t],
            new long[t],
            now,
            Surface.HOME.code(),
            new float[scale.candidates()][],
            new float[scale.candidates()]);
    for (int i = 0; i < t; i++) {
      features.livePinVectors[i] = unit(random, scale.width());
      features.liveActionTypes[i] = type(i).code();
      features.liveSurfaces[i] = Surface.HOME.code();
      features.liveOccurredAt[i] = now - i * ACTION_GAP_MILLIS;
    }
    for (int i = 0; i < scale.candidates(); i++) {
      features.candidatePinVectors[i] = unit(random, scale.width());
      features.candidateActions[i] = random.nextInt(MAX_POPULARITY);
    }
    return features;
  }

  /** Action types in turn. */
  static ActionType type(int action) {
    return ActionType.values()[action % ActionType.values().length];
  }

  /** A random direction, of length 1. */
  static float[] unit(SplittableRandom random, int width) {
    float[] vector = new float[width];
    double squares = 0;
    for (int i = 0; i < width; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < width; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }
}
