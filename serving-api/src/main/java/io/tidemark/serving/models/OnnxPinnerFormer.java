package io.tidemark.serving.models;

import static io.tidemark.store.Action.UNKNOWN_DURATION;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtException;
import io.tidemark.serving.pins.PinVectors;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The PinnerFormer of a release, as the daily job runs it: a user's actions to the embedding that
 * the job would compute from them. As many threads may use it at the same time as like to: whoever
 * lets them bounds how many.
 */
public final class OnnxPinnerFormer {
  private static final Set<String> INPUTS =
      Set.of("pin_vectors", "action_types", "surfaces", "duration_ms", "occurred_at", "length");

  private final Release release;
  private final Model model;
  private final Queue<Predictor<Window, float[]>> idle = new ConcurrentLinkedQueue<>();
  private final Holders holders = new Holders(this::close);
  private final int window;
  private final int pinWidth;
  private final int userWidth;
  private final String pinsVersion;

  /** T actions of one user, oldest first, and the vectors of their pins. */
  private record Window(List<PastAction> actions, PinVectors pins, int pinWidth) {}

  private static final class WindowTranslator implements NoBatchifyTranslator<Window, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, Window input) {
      NDManager manager = context.getNDManager();
      List<PastAction> actions = input.actions();
      int rows = actions.size();
      long[] types = new long[rows];
      long[] surfaces = new long[rows];
      float[] durations = new float[rows];
      long[] occurredAt = new long[rows];
      float[] vectors = new float[rows * input.pinWidth()];
      for (int t = 0; t < rows; t++) {
        PastAction action = actions.get(t);
        types[t] = action.type().code();
        surfaces[t] = action.surface().code();
        durations[t] = action.durationMillis();
        occurredAt[t] = action.occurredAt();
        if (input.pins().has(t)) {
          input.pins().copyVector(t, FloatBuffer.wrap(vectors), t * input.pinWidth());
        }
      }
      Shape shape = new Shape(1, rows);
      return new NDList(
          named(manager.create(vectors, shape.add(input.pinWidth())), "pin_vectors"),
          named(manager.create(types, shape), "action_types"),
          named(manager.create(surfaces, shape), "surfaces"),
          named(manager.create(durations, shape), "duration_ms"),
          named(manager.create(occurredAt, shape), "occurred_at"),
          named(manager.create(new long[] {rows}, new Shape(1)), "length"));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
      return output.head().toFloatArray();
    }

    private static NDArray named(NDArray array, String name) {
      array.setName(name);
      return array;
    }
  }

  private OnnxPinnerFormer(Release release, Model model, ModelFolder folder)
      throws ModelLoadException {
    this.release = release;
    this.model = model;
    this.window = window(folder);
    this.userWidth = folder.dimension("user");
    this.pinWidth = folder.dimension("pin");
    this.pinsVersion = folder.card().requires().getOrDefault(Release.PINS, "");
  }

  /**
   * Loads the PinnerFormer of a release, checks it and runs it once. Whoever loads it holds it.
   *
   * @throws ModelLoadException if its files are not what they should be
   */
  public static OnnxPinnerFormer load(Release release, ModelsConfiguration configuration)
      throws ModelLoadException {
    ModelFolder folder = ModelFolder.open(release);
    Set<String> named =
        folder.card().inputs().stream().map(ModelCard.Tensor::name).collect(Collectors.toSet());
    if (!named.equals(INPUTS)) {
      throw new ModelLoadException(
          "%s takes the inputs %s, serving feeds %s".formatted(folder.path(), named, INPUTS));
    }
    ScoringEngine.start();
    Model model =
        Model.newInstance(
            release.id(), ScoringEngine.device(ScoringDevice.CPU), ScoringEngine.NAME);
    OnnxPinnerFormer loaded = null;
    try {
      model.load(
          folder.path(),
          ModelFolder.MODEL,
          Map.of("sessionOptions", ScoringEngine.sessionOptions(configuration.threads())));
      loaded = new OnnxPinnerFormer(release, model, folder);
      loaded.warmUp();
      return loaded;
    } catch (IOException
        | MalformedModelException
        | OrtException
        | EngineException
        | ScoringException e) {
      if (loaded == null) {
        model.close();
      } else {
        loaded.letGo();
      }
      throw new ModelLoadException(
          folder.path().resolve(ModelFolder.MODEL) + " does not run: " + e.getMessage(), e);
    }
  }

  /** The release it was loaded from. */
  public Release release() {
    return release;
  }

  /** M, how many of a user's newest actions it looks at. */
  public int window() {
    return window;
  }

  /** The version of the pins it was trained on, and can look at. */
  public String pinsVersion() {
    return pinsVersion;
  }

  /**
   * Embeds a user.
   *
   * @param actions 1 to M of them, oldest first
   * @param pins the vector of the pin of each, by its place, if the pin is known
   * @return {@code [D]}, L2-normalised
   * @throws ScoringException if the model failed, or pins are of another width
   */
  public float[] embed(List<PastAction> actions, PinVectors pins) throws ScoringException {
    for (int t = 0; t < actions.size(); t++) {
      if (pins.has(t) && pins.width(t) != pinWidth) {
        throw new ScoringException(
            "pins are %d wide, the model takes %d".formatted(pins.width(t), pinWidth), null);
      }
    }
    Predictor<Window, float[]> predictor =
        Optional.ofNullable(idle.poll())
            .orElseGet(() -> model.newPredictor(new WindowTranslator()));
    try {
      float[] embedding = predictor.predict(new Window(actions, pins, pinWidth));
      if (embedding.length != userWidth) {
        throw new ScoringException(
            "an embedding has %d numbers, not %d".formatted(embedding.length, userWidth), null);
      }
      return embedding;
    } catch (TranslateException | EngineException e) {
      throw new ScoringException("the model failed: " + e.getMessage(), e);
    } finally {
      idle.add(predictor);
    }
  }

  /** Holds the model open; false if it is closed already. */
  public boolean tryHold() {
    return holders.tryHold();
  }

  /** Ends a hold, or the first hold that loading gave; the last one closes the model. */
  public void letGo() {
    holders.letGo();
  }

  private void close() {
    idle.forEach(Predictor::close);
    model.close();
  }

  /** The longest window, on pins that nobody knows: the first user need not wait for the engine. */
  private void warmUp() throws ScoringException {
    PastAction action =
        new PastAction(
            0, "", ActionType.SAVE, Surface.HOME, System.currentTimeMillis(), UNKNOWN_DURATION);
    embed(Collections.nCopies(window, action), PinVectors.NONE);
  }

  private static int window(ModelFolder folder) throws ModelLoadException {
    int window = folder.card().config().path("architecture").path("window").asInt();
    if (window < 1) {
      throw new ModelLoadException(
          folder.path() + "/model.json does not say config.architecture.window");
    }
    return window;
  }
}
