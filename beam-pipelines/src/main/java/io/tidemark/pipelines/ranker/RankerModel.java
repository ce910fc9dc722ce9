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

  /** The probabilities of one request's candidates: {@code [N * H]}. */
  float[] probabilities(RankerInput input) {
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList outputs =
          model.getBlock().forward(new ParameterStore(scope, false), tensors(scope, input), false);
      return outputs.singletonOrThrow().toFloatArray();
    }
  }

  private static NDList tensors(NDManager manager, RankerInput input) {
    long rows = input.liveMask().length;
    long candidates = input.candidateActions().length;
    long width = input.livePinVectors().length / rows;
    return new NDList(
        floats(manager, "user_embedding", input.userEmbedding(), 1, input.userEmbedding().length),
        floats(manager, "has_user", input.hasUser(), 1),
        floats(manager, "live_pin_vectors", input.livePinVectors(), 1, rows, width),
        longs(manager, "live_action_types", input.liveActionTypes(), 1, rows),
        longs(manager, "live_surfaces", input.liveSurfaces(), 1, rows),
        longs(manager, "live_occurred_at", input.liveOccurredAt(), 1, rows),
        floats(manager, "live_mask", input.liveMask(), 1, rows),
        longs(manager, "requested_at", input.requestedAt(), 1),
        longs(manager, "surface", input.surface(), 1),
        floats(manager, "candidate_pin_vectors", input.candidatePinVectors(), 1, candidates, width),
        floats(manager, "candidate_actions", input.candidateActions(), 1, candidates));
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
