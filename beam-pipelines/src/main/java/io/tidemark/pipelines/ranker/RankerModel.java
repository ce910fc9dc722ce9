package io.tidemark.pipelines.ranker;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** An exported ranker, scored by ONNX Runtime through DJL, as serving does it. */
final class RankerModel implements AutoCloseable {
  static final String FILE = "model.onnx";

  private final Model model;

  private RankerModel(Model model) {
    this.model = model;
  }

  /**
   * Loads a model.
   *
   * @param folder a local folder
   * @param threads of one operator
   * @throws IOException if the file is missing or no ONNX model
   */
  static RankerModel load(Path folder, int threads) throws IOException {
    // Without this the ONNX engine would load PyTorch as well, for operators that are not used.
    System.setProperty("ai.djl.onnxruntime.disable_alternative", "true");
    Model model = Engine.getEngine("OnnxRuntime").newModel("ranker", Device.cpu());
    try {
      model.load(
          folder,
          FILE,
          Map.of("interOpNumThreads", "1", "intraOpNumThreads", Integer.toString(threads)));
      return new RankerModel(model);
    } catch (MalformedModelException | RuntimeException unreadable) {
      model.close();
      throw new IOException(folder.resolve(FILE) + " is no ONNX model", unreadable);
    }
  }

  /** The probabilities of all requests' candidates: {@code [R * N * H]}. */
  float[] probabilities(RankerInput input) {
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList outputs =
          model.getBlock().forward(new ParameterStore(scope, false), tensors(scope, input), false);
      return outputs.singletonOrThrow().toFloatArray();
    }
  }

  private static NDList tensors(NDManager manager, RankerInput input) {
    long r = input.hasUser().length;
    long t = input.liveMask().length / r;
    long n = input.candidateActions().length / r;
    long width = input.livePinVectors().length / (r * t);
    long user = input.userEmbedding().length / r;
    NDList tensors =
        new NDList(
            floats(manager, "user_embedding", input.userEmbedding(), r, user),
            floats(manager, "has_user", input.hasUser(), r),
            floats(manager, "live_pin_vectors", input.livePinVectors(), r, t, width),
            longs(manager, "live_action_types", input.liveActionTypes(), r, t),
            longs(manager, "live_surfaces", input.liveSurfaces(), r, t),
            longs(manager, "live_occurred_at", input.liveOccurredAt(), r, t),
            floats(manager, "live_mask", input.liveMask(), r, t),
            longs(manager, "requested_at", input.requestedAt(), r),
            longs(manager, "surface", input.surface(), r),
            floats(manager, "candidate_pin_vectors", input.candidatePinVectors(), r, n, width),
            floats(manager, "candidate_actions", input.candidateActions(), r, n));
    if (input.interestAverage() != null) {
      tensors.add(floats(manager, RankerGraph.INTERESTS, input.interestAverage(), r, width));
    }
    return tensors;
  }

  private static NDArray floats(NDManager manager, String name, float[] data, long... shape) {
    NDArray array = manager.create(data, new Shape(shape));
    array.setName(name);
    return array;
  }

  private static NDArray longs(NDManager manager, String name, long[] data, long... shape) {
    NDArray array = manager.create(data, new Shape(shape));
    array.setName(name);
    return array;
  }

  @Override
  public void close() {
    model.close();
  }
}
