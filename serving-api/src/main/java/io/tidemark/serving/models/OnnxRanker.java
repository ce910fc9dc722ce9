package io.tidemark.serving.models;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A loaded ranker. Scores as many requests at the same time as it has slots; the others wait for
 * their turn.
 *
 * <p>It is held by whoever uses it and closes itself when the last one lets go, so that a new
 * release can replace it under load.
 */
public final class OnnxRanker {
  private static final int[] WARM_UP_CANDIDATES = {1, 100, 500};
  private static final int[] WARM_UP_LIVE_ROWS = {1, 100};
  private static final int WARM_UP_ROUNDS = 3;
  private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(10);

  private final Release release;
  private final Model model;
  private final int pinWidth;
  private final int userWidth;
  private final List<ModelCard.Head> heads;
  private final BlockingQueue<Predictor<RankerInput, float[]>> slots;
  private final AtomicInteger holders = new AtomicInteger(1);

  private OnnxRanker(
      Release release,
      Model model,
      int pinWidth,
      int userWidth,
      List<ModelCard.Head> heads,
      int concurrency) {
    this.release = release;
    this.model = model;
    this.pinWidth = pinWidth;
    this.userWidth = userWidth;
    this.heads = heads;
    this.slots = new ArrayBlockingQueue<>(concurrency);
    for (int i = 0; i < concurrency; i++) {
      slots.add(model.newPredictor(new RankerTranslator(pinWidth)));
    }
  }

  /**
   * Loads the ranker of a release, checks it and warms it.
   *
   * @throws ModelLoadException if its files are not what they should be or it does not run
   */
  public static OnnxRanker load(Release release, ModelsConfiguration configuration)
      throws ModelLoadException {
    ModelFolder folder = ModelFolder.open(release);
    checkInputs(folder);
    checkHeads(folder);
    Optional<GoldenScores> golden = GoldenScores.in(folder.path());
    int pinWidth = folder.dimension("pin");
    int userWidth = folder.dimension("user");
    ScoringEngine.start();
    Model model =
        Model.newInstance(
            release.id(), ScoringEngine.device(configuration.device()), ScoringEngine.NAME);
    OnnxRanker ranker = null;
    try {
      model.load(
          folder.path(),
          ModelFolder.MODEL,
          Map.of("sessionOptions", ScoringEngine.sessionOptions(configuration.threads())));
      ranker =
          new OnnxRanker(
              release,
              model,
              pinWidth,
              userWidth,
              folder.card().heads(),
              configuration.concurrency());
      ranker.warmUp();
      if (golden.isPresent()) {
        ranker.check(golden.get());
      }
      return ranker;
    } catch (IOException
        | MalformedModelException
        | OrtException
        | EngineException
        | ScoringException e) {
      if (ranker == null) {
        model.close();
      } else {
        ranker.letGo();
      }
      throw new ModelLoadException(
          folder.path().resolve(ModelFolder.MODEL) + " does not run: " + e.getMessage(), e);
    }
  }

  /** The release it was loaded from. */
  public Release release() {
    return release;
  }

  /** P, the width of pin vectors it takes. */
  public int pinWidth() {
    return pinWidth;
  }

  /** D, the width of user embeddings it takes. */
  public int userWidth() {
    return userWidth;
  }

  /**
   * Scores candidates by their utility: the sum over the heads of weight times probability.
   *
   * @param maxWait how long to wait for a turn
   * @return {@code [N]}, in the order of the input
   * @throws TimeoutException if the turn did not come in time
   * @throws ScoringException if the model failed
   */
  public float[] score(RankerInput input, Duration maxWait)
      throws TimeoutException, ScoringException {
    float[] probabilities = probabilities(input, maxWait);
    float[] utilities = new float[input.candidates()];
    for (int i = 0; i < probabilities.length; i++) {
      utilities[i / heads.size()] += heads.get(i % heads.size()).weight() * probabilities[i];
    }
    return utilities;
  }

  /** Each candidate's probability by each head: {@code [N, H]}. */
  private float[] probabilities(RankerInput input, Duration maxWait)
      throws TimeoutException, ScoringException {
    Predictor<RankerInput, float[]> slot;
    try {
      slot = slots.poll(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted while waiting to score");
    }
    if (slot == null) {
      throw new TimeoutException("no turn to score within " + maxWait.toMillis() + " ms");
    }
    try {
      float[] probabilities = slot.predict(input);
      if (probabilities.length != input.candidates() * heads.size()) {
        throw new ScoringException(
            "%d probabilities for %d candidates and %d heads"
                .formatted(probabilities.length, input.candidates(), heads.size()),
            null);
      }
      for (float probability : probabilities) {
        if (!Float.isFinite(probability)) {
          throw new ScoringException("a probability is " + probability, null);
        }
      }
      return probabilities;
    } catch (TranslateException | EngineException e) {
      throw new ScoringException("the model failed: " + e.getMessage(), e);
    } finally {
      slots.add(slot);
    }
  }

  /** Holds the ranker open; false if it is closed already. */
  boolean tryHold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Ends a hold, or the first hold that loading gave; the last one closes the ranker. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      slots.forEach(Predictor::close);
      model.close();
    }
  }

  private static void checkInputs(ModelFolder folder) throws ModelLoadException {
    TreeSet<String> named =
        folder.card().inputs().stream()
            .map(ModelCard.Tensor::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!named.equals(RankerTranslator.INPUTS)) {
      throw new ModelLoadException(
          "%s takes the inputs %s, serving feeds %s"
              .formatted(folder.path(), named, new TreeSet<>(RankerTranslator.INPUTS)));
    }
  }

  private static void checkHeads(ModelFolder folder) throws ModelLoadException {
    if (folder.card().heads().isEmpty()) {
      throw new ModelLoadException(
          folder.path() + " does not name its heads: train it anew, it is of an older format");
    }
  }

  private void check(GoldenScores golden) throws ScoringException {
    for (GoldenScores.Case example : golden.cases()) {
      try {
        example.check(probabilities(example.input(), WARM_UP_TIMEOUT), golden.tolerance());
      } catch (TimeoutException e) {
        throw new ScoringException("the golden scores took too long", e);
      }
    }
  }

  private void warmUp() throws ScoringException {
    for (Predictor<RankerInput, float[]> ignored : slots) {
      for (int candidates : WARM_UP_CANDIDATES) {
        for (int liveRows : WARM_UP_LIVE_ROWS) {
          warmUp(candidates, liveRows);
        }
      }
    }
  }

  private void warmUp(int candidates, int liveRows) throws ScoringException {
    long now = System.currentTimeMillis();
    RankerInput example =
        new RankerInput(
            unitVectors(1, userWidth),
            1,
            unitVectors(liveRows, pinWidth),
            filled(liveRows, ActionType.SAVE.code()),
            filled(liveRows, Surface.HOME.code()),
            filled(liveRows, now),
            unitVectors(liveRows, 1),
            now,
            Surface.HOME.code(),
            unitVectors(candidates, pinWidth),
            new float[candidates]);
    try {
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        score(example, WARM_UP_TIMEOUT);
      }
    } catch (TimeoutException e) {
      throw new ScoringException("warming up took too long", e);
    }
  }

  private static float[] unitVectors(int rows, int width) {
    float[] values = new float[rows * width];
    Arrays.fill(values, (float) (1 / Math.sqrt(width)));
    return values;
  }

  private static long[] filled(int size, long value) {
    long[] values = new long[size];
    Arrays.fill(values, value);
    return values;
  }
}
