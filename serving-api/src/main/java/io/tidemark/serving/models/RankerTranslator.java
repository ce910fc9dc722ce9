package io.tidemark.serving.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Feeds {@link RankerInput} to the graph by the names of its inputs, through direct buffers that
 * are kept from one request to the next: the engine reads them in place. Used by one request at a
 * time.
 *
 * <p>One request of N candidates; T live actions, P the width of pins, D the width of users.
 */
final class RankerTranslator implements NoBatchifyTranslator<RankerInput, float[]> {
  /** The inputs of the graph, all of them. */
  static final Set<String> INPUTS =
      Set.of(
          "user_embedding",
          "has_user",
          "live_pin_vectors",
          "live_action_types",
          "live_surfaces",
          "live_occurred_at",
          "live_mask",
          "requested_at",
          "surface",
          "candidate_pin_vectors",
          "candidate_actions");

  private final int pinWidth;
  private final Map<String, ByteBuffer> buffers = new HashMap<>();

  RankerTranslator(int pinWidth) {
    this.pinWidth = pinWidth;
  }

  @Override
  public NDList processInput(TranslatorContext context, RankerInput input) {
    NDManager manager = context.getNDManager();
    int t = input.liveRows();
    int n = input.candidates();
    return new NDList(
        floats(manager, "user_embedding", input.userEmbedding(), 1, input.userEmbedding().length),
        floats(manager, "has_user", new float[] {input.hasUser()}, 1),
        floats(manager, "live_pin_vectors", input.livePinVectors(), 1, t, pinWidth),
        longs(manager, "live_action_types", input.liveActionTypes(), 1, t),
        longs(manager, "live_surfaces", input.liveSurfaces(), 1, t),
        longs(manager, "live_occurred_at", input.liveOccurredAt(), 1, t),
        floats(manager, "live_mask", input.liveMask(), 1, t),
        longs(manager, "requested_at", new long[] {input.requestedAt()}, 1),
        longs(manager, "surface", new long[] {input.surface()}, 1),
        floats(manager, "candidate_pin_vectors", input.candidatePinVectors(), 1, n, pinWidth),
        floats(manager, "candidate_actions", input.candidateActions(), 1, n));
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList output) {
    return output.head().toFloatArray();
  }

  @Override
  public Batchifier getBatchifier() {
    return null;
  }

  private NDArray floats(NDManager manager, String name, float[] values, long... shape) {
    FloatBuffer buffer = buffer(name, values.length * Float.BYTES).asFloatBuffer();
    buffer.put(values).flip();
    return named(manager.create(buffer, new Shape(shape), DataType.FLOAT32), name);
  }

  private NDArray longs(NDManager manager, String name, long[] values, long... shape) {
    LongBuffer buffer = buffer(name, values.length * Long.BYTES).asLongBuffer();
    buffer.put(values).flip();
    return named(manager.create(buffer, new Shape(shape), DataType.INT64), name);
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }

  private ByteBuffer buffer(String name, int bytes) {
    ByteBuffer kept = buffers.get(name);
    if (kept == null || kept.capacity() < bytes) {
      kept = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      buffers.put(name, kept);
    }
    return kept.clear().limit(bytes);
  }
}
