package io.tidemark.serving.models;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** What a request puts into the ranker's input, read back. */
public final class AssembledInput {
  private AssembledInput() {}

  /** One request, alone in a run. */
  public static FeatureArrays of(RankerInput input, int pinWidth, int userWidth)
      throws ScoringException {
    return of(new InputArena(pinWidth, userWidth, false), List.of(input)).get(0);
  }

  /** Requests of one run, each padded to the widest, in an arena that may have been used before. */
  static List<FeatureArrays> of(InputArena arena, List<? extends RankerInput> inputs)
      throws ScoringException {
    arena.layOut(
        inputs.size(),
        inputs.stream().mapToInt(RankerInput::candidates).max().orElseThrow(),
        inputs.stream().mapToInt(RankerInput::liveRows).max().orElseThrow());
    for (int r = 0; r < inputs.size(); r++) {
      inputs.get(r).writeTo(arena.row(r), 0, inputs.get(r).candidates());
    }
    return java.util.stream.IntStream.range(0, inputs.size()).mapToObj(r -> row(arena, r)).toList();
  }

  private static FeatureArrays row(InputArena arena, int r) {
    int t = arena.liveRows;
    int n = arena.candidates;
    return new FeatureArrays(
        floats(arena.userEmbedding, r, arena.userWidth),
        arena.hasUser.get(r),
        floats(arena.livePinVectors, r, t * arena.pinWidth),
        longs(arena.liveActionTypes, r, t),
        longs(arena.liveSurfaces, r, t),
        longs(arena.liveOccurredAt, r, t),
        floats(arena.liveMask, r, t),
        arena.requestedAt.get(r),
        arena.surface.get(r),
        floats(arena.candidatePinVectors, r, n * arena.pinWidth),
        floats(arena.candidateActions, r, n));
  }

  private static float[] floats(FloatBuffer tensor, int row, int width) {
    float[] values = new float[width];
    tensor.get(row * width, values);
    return values;
  }

  private static long[] longs(LongBuffer tensor, int row, int width) {
    long[] values = new long[width];
    tensor.get(row * width, values);
    return values;
  }
}
