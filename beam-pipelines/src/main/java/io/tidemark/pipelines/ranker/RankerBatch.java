package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.pins.PinVectors;
import java.util.List;

/**
 * Requests as tensors, padded to the longest live sequence (T, at least 1).
 *
 * @param user {@code [B, D]}, 0 where missing
 * @param hasUser {@code [B, 1]}, 1 or 0
 * @param interests {@code [B, P]}, of norm 1, 0 where missing
 * @param livePins {@code [B, T, P]}, 0 where unknown
 * @param liveTower {@code [B, T, D]}, the pin tower's answer to them
 * @param liveTypes {@code [B, T]}, int64
 * @param liveSurfaces {@code [B, T]}, int64
 * @param liveOccurredAt {@code [B, T]}, int64, ms
 * @param liveMask {@code [B, T]}, 1 for an action on a known pin, else 0
 * @param requestedAt {@code [B]}, int64, ms
 * @param surface {@code [B]}, int64
 * @param candidatePins {@code [B, N, P]}
 * @param candidateTower {@code [B, N, D]}, the pin tower's answer to them
 * @param candidateActions {@code [B, N]}
 * @param labels {@code [B, N, H]}, 1 where the head's action followed
 * @param weights {@code [B, N, H]}, what each label counts in the loss; 0 for padding
 */
record RankerBatch(
    NDArray user,
    NDArray hasUser,
    NDArray interests,
    NDArray livePins,
    NDArray liveTower,
    NDArray liveTypes,
    NDArray liveSurfaces,
    NDArray liveOccurredAt,
    NDArray liveMask,
    NDArray requestedAt,
    NDArray surface,
    NDArray candidatePins,
    NDArray candidateTower,
    NDArray candidateActions,
    NDArray labels,
    NDArray weights) {

  /**
   * Pads and looks the pins up.
   *
   * <p>In the loss each request counts the same, and each of its candidates.
   *
   * @param towers {@code [D]} a pin, by its index
   */
  static RankerBatch of(
      NDManager manager,
      List<RankerExample> examples,
      PinVectors pins,
      float[][] towers,
      List<Head> heads) {
    int b = examples.size();
    int t = Math.max(1, examples.stream().mapToInt(e -> e.livePins().length).max().orElse(1));
    int n = examples.stream().mapToInt(e -> e.candidates().length).max().orElse(1);
    int h = heads.size();
    int p = pins.dimension();
    int d = towers[0].length;
    float[] user = new float[b * d];
    float[] hasUser = new float[b];
    float[] interests = new float[b * p];
    float[] livePins = new float[b * t * p];
    float[] liveTower = new float[b * t * d];
    long[] types = new long[b * t];
    long[] surfaces = new long[b * t];
    long[] occurredAt = new long[b * t];
    float[] mask = new float[b * t];
    long[] requestedAt = new long[b];
    long[] surface = new long[b];
    float[] candidatePins = new float[b * n * p];
    float[] candidateTower = new float[b * n * d];
    float[] candidateActions = new float[b * n];
    float[] labels = new float[b * n * h];
    float[] weights = new float[b * n * h];
    for (int request = 0; request < b; request++) {
      RankerExample example = examples.get(request);
      if (example.user().isPresent()) {
        System.arraycopy(example.user().get(), 0, user, request * d, d);
        hasUser[request] = 1;
      }
      if (example.interests().isPresent()) {
        System.arraycopy(example.interests().get(), 0, interests, request * p, p);
      }
      for (int i = 0; i < example.livePins().length; i++) {
        int cell = request * t + i;
        int pin = example.livePins()[i];
        types[cell] = example.liveTypes()[i];
        surfaces[cell] = example.liveSurfaces()[i];
        occurredAt[cell] = example.liveOccurredAt()[i];
        if (pin != PinVectors.UNKNOWN) {
          pins.copyVector(pin, livePins, cell * p);
          System.arraycopy(towers[pin], 0, liveTower, cell * d, d);
          mask[cell] = 1;
        }
      }
      requestedAt[request] = example.requestedAt();
      surface[request] = example.surface();
      int count = example.candidates().length;
      for (int i = 0; i < count; i++) {
        int cell = request * n + i;
        int pin = example.candidates()[i];
        if (pin != PinVectors.UNKNOWN) {
          pins.copyVector(pin, candidatePins, cell * p);
          System.arraycopy(towers[pin], 0, candidateTower, cell * d, d);
        }
        candidateActions[cell] = example.candidateActions()[i];
        for (int head = 0; head < h; head++) {
          boolean followed = example.isLabelled(i, head);
          labels[cell * h + head] = followed ? 1 : 0;
          weights[cell * h + head] =
              (followed ? heads.get(head).labelWeight() : 1) / ((float) b * count);
        }
      }
    }
    return new RankerBatch(
        manager.create(user, new Shape(b, d)),
        manager.create(hasUser, new Shape(b, 1)),
        manager.create(interests, new Shape(b, p)),
        manager.create(livePins, new Shape(b, t, p)),
        manager.create(liveTower, new Shape(b, t, d)),
        manager.create(types, new Shape(b, t)),
        manager.create(surfaces, new Shape(b, t)),
        manager.create(occurredAt, new Shape(b, t)),
        manager.create(mask, new Shape(b, t)),
        manager.create(requestedAt, new Shape(b)),
        manager.create(surface, new Shape(b)),
        manager.create(candidatePins, new Shape(b, n, p)),
        manager.create(candidateTower, new Shape(b, n, d)),
        manager.create(candidateActions, new Shape(b, n)),
        manager.create(labels, new Shape(b, n, h)),
        manager.create(weights, new Shape(b, n, h)));
  }
}
