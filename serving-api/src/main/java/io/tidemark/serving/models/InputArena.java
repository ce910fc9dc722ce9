package io.tidemark.serving.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Set;

/**
 * The ranker's input of one run in one piece of direct memory, kept from run to run: each tensor is
 * a slice of it that the engine reads in place. Used by one thread at a time.
 *
 * <p>R requests, N candidates (as many as the widest request of the run), T rows of live actions
 * (likewise), P the width of pins, D the width of users. Shorter requests are padded with zeros.
 */
final class InputArena {
  /** The input of the average of a user's interests, which only some rankers take. */
  static final String INTERESTS = "interest_average";

  /** The inputs of every ranker's graph. */
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

  /** A cache line, so that no two tensors share one. */
  private static final int ALIGNMENT = 64;

  private static final byte[] ZEROS = new byte[1 << 16];

  final int pinWidth;
  final int userWidth;
  final boolean takesInterests;
  int candidates;
  int liveRows;
  FloatBuffer userEmbedding;
  FloatBuffer hasUser;
  FloatBuffer interestAverage;
  FloatBuffer livePinVectors;
  LongBuffer liveActionTypes;
  LongBuffer liveSurfaces;
  LongBuffer liveOccurredAt;
  FloatBuffer liveMask;
  LongBuffer requestedAt;
  LongBuffer surface;
  FloatBuffer candidatePinVectors;
  FloatBuffer candidateActions;

  private int requests;
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);
  private int used;

  /**
   * @param pinWidth P
   * @param userWidth D
   * @param takesInterests whether the ranker takes the average of a user's interests
   */
  InputArena(int pinWidth, int userWidth, boolean takesInterests) {
    this.pinWidth = pinWidth;
    this.userWidth = userWidth;
    this.takesInterests = takesInterests;
  }

  /** Makes room for a run, all zeros. */
  void layOut(int newRequests, int newCandidates, int newLiveRows) {
    requests = newRequests;
    candidates = newCandidates;
    liveRows = newLiveRows;
    reserve();
    used = 0;
    userEmbedding = floats(requests * userWidth);
    hasUser = floats(requests);
    interestAverage = floats(requests * interestWidth());
    livePinVectors = floats(requests * liveRows * pinWidth);
    liveActionTypes = longs(requests * liveRows);
    liveSurfaces = longs(requests * liveRows);
    liveOccurredAt = longs(requests * liveRows);
    liveMask = floats(requests * liveRows);
    requestedAt = longs(requests);
    surface = longs(requests);
    candidatePinVectors = floats(requests * candidates * pinWidth);
    candidateActions = floats(requests * candidates);
  }

  /** Where one request of the run is written. */
  InputRow row(int request) {
    return new InputRow(this, request);
  }

  /** Makes one request's row zeros again. */
  void clear(int request) {
    zero(userEmbedding, request, userWidth);
    zero(hasUser, request, 1);
    zero(interestAverage, request, interestWidth());
    zero(livePinVectors, request, liveRows * pinWidth);
    zero(liveMask, request, liveRows);
    zero(candidatePinVectors, request, candidates * pinWidth);
    zero(candidateActions, request, candidates);
  }

  /** The tensors, by the names of the graph's inputs. */
  NDList tensors(NDManager manager) {
    int r = requests;
    int n = candidates;
    int t = liveRows;
    NDList tensors =
        new NDList(
            floats(manager, "user_embedding", userEmbedding, r, userWidth),
            floats(manager, "has_user", hasUser, r),
            floats(manager, "live_pin_vectors", livePinVectors, r, t, pinWidth),
            longs(manager, "live_action_types", liveActionTypes, r, t),
            longs(manager, "live_surfaces", liveSurfaces, r, t),
            longs(manager, "live_occurred_at", liveOccurredAt, r, t),
            floats(manager, "live_mask", liveMask, r, t),
            longs(manager, "requested_at", requestedAt, r),
            longs(manager, "surface", surface, r),
            floats(manager, "candidate_pin_vectors", candidatePinVectors, r, n, pinWidth),
            floats(manager, "candidate_actions", candidateActions, r, n));
    if (takesInterests) {
      tensors.add(floats(manager, INTERESTS, interestAverage, r, pinWidth));
    }
    return tensors;
  }

  /** How wide the row of the average is: 0 if it is not taken. */
  int interestWidth() {
    return takesInterests ? pinWidth : 0;
  }

  private void reserve() {
    int floats =
        requests
            * (userWidth
                + 1
                + interestWidth()
                + liveRows * (pinWidth + 1)
                + candidates * (pinWidth + 1));
    int longs = requests * (3 * liveRows + 2);
    int bytes = floats * Float.BYTES + longs * Long.BYTES + (INPUTS.size() + 1) * ALIGNMENT;
    if (memory.capacity() < bytes) {
      // Rounded up, so that requests that grow little by little do not allocate each time.
      int rounded = Math.max(bytes, Integer.highestOneBit(bytes) << 1);
      memory =
          ByteBuffer.allocateDirect(rounded + ALIGNMENT)
              .alignedSlice(ALIGNMENT)
              .order(ByteOrder.nativeOrder());
    }
    for (int from = 0; from < bytes; from += ZEROS.length) {
      memory.put(from, ZEROS, 0, Math.min(ZEROS.length, bytes - from));
    }
  }

  private FloatBuffer floats(int count) {
    return slice(count * Float.BYTES).asFloatBuffer();
  }

  private LongBuffer longs(int count) {
    return slice(count * Long.BYTES).asLongBuffer();
  }

  private ByteBuffer slice(int bytes) {
    ByteBuffer slice = memory.slice(used, bytes).order(ByteOrder.nativeOrder());
    used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return slice;
  }

  private static void zero(FloatBuffer tensor, int request, int width) {
    for (int i = request * width; i < (request + 1) * width; i++) {
      tensor.put(i, 0);
    }
  }

  private static NDArray floats(NDManager manager, String name, FloatBuffer data, long... shape) {
    return named(manager.create(data, new Shape(shape), DataType.FLOAT32), name);
  }

  private static NDArray longs(NDManager manager, String name, LongBuffer data, long... shape) {
    return named(manager.create(data, new Shape(shape), DataType.INT64), name);
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }
}
