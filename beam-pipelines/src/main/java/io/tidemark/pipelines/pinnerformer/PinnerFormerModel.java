package io.tidemark.pipelines.pinnerformer;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * An exported PinnerFormer, scored by ONNX Runtime through DJL. Safe to use from several threads.
 */
public final class PinnerFormerModel implements AutoCloseable {
  static final String USER_FILE = "model.onnx";
  static final String PIN_FILE = "pin_tower.onnx";

  /**
   * Users of a batch times the longest of its windows: what a batch computes stays in the cache.
   */
  public static final int ROWS_AT_ONCE = 4_096;

  private static final int PINS_AT_ONCE = 4_096;

  private final ModelCard card;
  private final int window;
  private final int dimension;
  private final Model users;
  private final Model pins;

  /** As many as there were threads at the same time. */
  private final Queue<BatchMemory> memories = new ConcurrentLinkedQueue<>();

  private PinnerFormerModel(ModelCard card, Model users, Model pins) {
    this.card = card;
    this.window = window(card);
    this.dimension = card.dimensions().get("user");
    this.users = users;
    this.pins = pins;
  }

  /**
   * Loads a model.
   *
   * @param folder URI or path of the model's folder
   * @param cache where the files of a remote folder are kept
   * @param threads of one operator
   * @throws IOException if a file is missing, changed or no ONNX model
   */
  public static PinnerFormerModel load(String folder, Path cache, int threads) throws IOException {
    ModelCard card = ModelFolder.card(folder);
    return open(card, ModelFolder.fetch(folder, cache), threads);
  }

  /** Opens the files of a local folder. */
  static PinnerFormerModel open(ModelCard card, Path folder, int threads) throws IOException {
    return new PinnerFormerModel(
        card, open(folder, USER_FILE, threads), open(folder, PIN_FILE, threads));
  }

  private static Model open(Path folder, String file, int threads) throws IOException {
    // Without this the ONNX engine would load PyTorch as well, for operators that are not used.
    System.setProperty("ai.djl.onnxruntime.disable_alternative", "true");
    System.setProperty("ai.djl.offline", "true");
    Model model = Engine.getEngine("OnnxRuntime").newModel(file, Device.cpu());
    try {
      model.load(
          folder,
          file,
          Map.of("interOpNumThreads", "1", "intraOpNumThreads", Integer.toString(threads)));
      return model;
    } catch (MalformedModelException | RuntimeException unreadable) {
      model.close();
      throw new IOException(folder.resolve(file) + " is no ONNX model", unreadable);
    }
  }

  /** M of the model of that card. */
  public static int window(ModelCard card) {
    return card.config().path("architecture").path("window").asInt();
  }

  /** What is known of the model. */
  public ModelCard card() {
    return card;
  }

  /** D. */
  public int dimension() {
    return dimension;
  }

  /** M: how many of a user's newest actions are looked at. */
  public int window() {
    return window;
  }

  /**
   * Embeds users from their newest actions.
   *
   * @param timelines B of them
   * @param vectors of the pins version that the model requires; other pins are unknown
   * @return {@code [B][D]} in the same order, L2-normalised
   * @throws IllegalArgumentException if the vectors are of another version
   */
  public float[][] embedUsers(List<Timeline> timelines, PinVectors vectors) {
    return embed(timelines.stream().map(timeline -> input(timeline, vectors)).toList(), vectors);
  }

  /**
   * What the model looks at of a user.
   *
   * @param vectors of the pins version that the model requires; other pins are unknown
   */
  public UserInput input(Timeline timeline, PinVectors vectors) {
    return UserInput.of(timeline, vectors, window);
  }

  /**
   * Embeds users.
   *
   * @param users B of them, made with the same vectors
   * @param vectors of the pins version that the model requires
   * @return {@code [B][D]} in the same order, L2-normalised
   * @throws IllegalArgumentException if the vectors are of another version
   */
  public float[][] embed(List<UserInput> users, PinVectors vectors) {
    requireVersion(vectors);
    return embedWindows(users.stream().map(UserInput::window).toList(), vectors);
  }

  /** Embeds windows, like lengths together: {@code [B][D]} in the windows' order. */
  private float[][] embedWindows(List<Window> windows, PinVectors vectors) {
    int[] byLength =
        IntStream.range(0, windows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> windows.get(i).length()))
            .mapToInt(i -> i)
            .toArray();
    float[][] embeddings = new float[windows.size()][];
    int first = 0;
    while (first < byLength.length) {
      int end = first + 1;
      while (end < byLength.length
          && (end + 1L - first) * windows.get(byLength[end]).length() <= ROWS_AT_ONCE) {
        end++;
      }
      int[] some = Arrays.copyOfRange(byLength, first, end);
      first = end;
      SequenceBatch batch =
          SequenceBatch.of(Arrays.stream(some).mapToObj(windows::get).toList(), vectors);
      float[] values = run(batch);
      for (int i = 0; i < some.length; i++) {
        embeddings[some[i]] = Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension);
      }
    }
    return embeddings;
  }

  /** The user graph on one batch: {@code [B * D]}. */
  float[] run(SequenceBatch batch) {
    BatchMemory memory = Optional.ofNullable(memories.poll()).orElseGet(BatchMemory::new);
    try (NDManager scope = users.getNDManager().newSubManager()) {
      return forward(users, batch.tensors(scope, memory));
    } finally {
      memories.add(memory);
    }
  }

  /**
   * The pin tower.
   *
   * @param vectors {@code [N][P]}
   * @return {@code [N][D]}, L2-normalised
   */
  public float[][] embedPins(float[][] vectors) {
    float[][] embeddings = new float[vectors.length][];
    for (int first = 0; first < vectors.length; first += PINS_AT_ONCE) {
      int count = Math.min(PINS_AT_ONCE, vectors.length - first);
      int width = vectors[first].length;
      float[] flat = new float[count * width];
      for (int i = 0; i < count; i++) {
        System.arraycopy(vectors[first + i], 0, flat, i * width, width);
      }
      float[] values = runPins(flat, count);
      for (int i = 0; i < count; i++) {
        embeddings[first + i] = Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension);
      }
    }
    return embeddings;
  }

  /** The pin tower on {@code [N * P]}: {@code [N * D]}. */
  float[] runPins(float[] vectors, int count) {
    try (NDManager scope = pins.getNDManager().newSubManager()) {
      NDArray input = scope.create(vectors, new Shape(count, vectors.length / count));
      input.setName(SequenceBatch.PIN_VECTORS);
      return forward(pins, new NDList(input));
    }
  }

  private static float[] forward(Model model, NDList inputs) {
    Block block = model.getBlock();
    NDList outputs = block.forward(new ParameterStore(model.getNDManager(), false), inputs, false);
    return outputs.singletonOrThrow().toFloatArray();
  }

  private void requireVersion(PinVectors vectors) {
    String required = card.requires().get("pins");
    if (!vectors.version().equals(required)) {
      throw new IllegalArgumentException(
          "%s was trained on %s and cannot look at %s: give it that version, or train it anew"
              .formatted(card.version(), required, vectors.version()));
    }
  }

  @Override
  public void close() {
    users.close();
    pins.close();
  }
}
