package io.tidemark.serving.models;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtException;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
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
  private final List<RankerHead> heads;
  private final int liveActions;
  private final boolean takesInterests;
  private final Scorer scorer;
  private final Holders holders = new Holders(this::close);

  private OnnxRanker(
      Release release, Model model, ModelFolder folder, ModelsConfiguration configuration)
      throws ModelLoadException {
    this.release = release;
    this.model = model;
    this.pinWidth = folder.dimension("pin");
    this.userWidth = folder.dimension("user");
    this.heads = folder.card().heads();
    this.liveActions = folder.card().liveActions();
    this.takesInterests = inputs(folder).contains(InputArena.INTERESTS);
    List<ScoringSlot> slots = new ArrayList<>();
    for (int i = 0; i < configuration.concurrency(); i++) {
      slots.add(
          new ScoringSlot(
              model, new InputArena(pinWidth, userWidth, takesInterests), heads.size()));
    }
    boolean gpu = model.getNDManager().getDevice().isGpu();
    int requests = configuration.batch().requests(gpu);
    int candidates = configuration.candidatesPerRun(gpu);
    this.scorer =
        requests == 1
            ? new TurnScorer(slots, heads.size(), candidates)
            : new BatchScorer(
                slots,
                heads.size(),
                new BatchScorer.BatchLimits(
                    requests,
                    candidates,
                    configuration.batch().maxWait().toNanoseconds(),
                    configuration.batch().maxQueue()));
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
      ranker = new OnnxRanker(release, model, folder, configuration);
      ranker.warmUp(configuration.concurrency());
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

  /** H heads, in the order of the columns of its probabilities. */
  public List<RankerHead> heads() {
    return heads;
  }

  /** The most live actions of a request it was trained with. */
  public int liveActions() {
    return liveActions;
  }

  /**
   * The version of the interests whose average it looks at; empty if it looks at none.
   *
   * <p>Another version's are of other pins or made otherwise, and not to be given to it.
   */
  public Optional<String> interests() {
    return takesInterests
        ? Optional.ofNullable(release.requires().get(Release.PINNERSAGE))
        : Optional.empty();
  }

  /**
   * Scores candidates by every head.
   *
   * @param deadline when it is too late, by {@link System#nanoTime}
   * @return {@code [N, H]}, as the model gives them: not checked to be numbers
   * @throws TimeoutException if its turn did not come before the deadline
   * @throws ScoringException if the model failed, or cannot take the request
   */
  public HeadProbabilities score(RankerInput input, long deadline)
      throws TimeoutException, ScoringException {
    return scorer.score(input, deadline);
  }

  /** Holds the ranker open; false if it is closed already. */
  boolean tryHold() {
    return holders.tryHold();
  }

  /** Ends a hold, or the first hold that loading gave; the last one closes the ranker. */
  void letGo() {
    holders.letGo();
  }

  private void close() {
    scorer.close();
    model.close();
  }

  private static void checkInputs(ModelFolder folder) throws ModelLoadException {
    TreeSet<String> named = inputs(folder);
    TreeSet<String> fed = new TreeSet<>(InputArena.INPUTS);
    if (named.contains(InputArena.INTERESTS)) {
      fed.add(InputArena.INTERESTS);
    }
    if (!named.equals(fed)) {
      throw new ModelLoadException(
          "%s takes the inputs %s, serving feeds %s".formatted(folder.path(), named, fed));
    }
  }

  private static TreeSet<String> inputs(ModelFolder folder) {
    return folder.card().inputs().stream()
        .map(ModelCard.Tensor::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void checkHeads(ModelFolder folder) throws ModelLoadException {
    if (folder.card().heads().isEmpty()) {
      throw new ModelLoadException(
          folder.path() + " does not name its heads: train it anew, it is of an older format");
    }
  }

  private void check(GoldenScores golden) throws ScoringException {
    for (GoldenScores.Case example : golden.cases()) {
      example.check(scoreInLoading(example.input()).values(), golden.tolerance());
    }
  }

  private void warmUp(int slots) throws ScoringException {
    for (int slot = 0; slot < slots; slot++) {
      for (int candidates : WARM_UP_CANDIDATES) {
        for (int liveRows : WARM_UP_LIVE_ROWS) {
          for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            requireNumbers(scoreInLoading(warmUpExample(candidates, liveRows)));
          }
        }
      }
    }
  }

  private HeadProbabilities scoreInLoading(RankerInput input) throws ScoringException {
    try {
      return score(input, System.nanoTime() + WARM_UP_TIMEOUT.toNanos());
    } catch (TimeoutException e) {
      throw new ScoringException("it takes longer than " + WARM_UP_TIMEOUT, e);
    }
  }

  private static void requireNumbers(HeadProbabilities probabilities) throws ScoringException {
    for (float probability : probabilities.values()) {
      if (!Float.isFinite(probability)) {
        throw new ScoringException("a probability is " + probability, null);
      }
    }
  }

  private FeatureArrays warmUpExample(int candidates, int liveRows) {
    long now = System.currentTimeMillis();
    return new FeatureArrays(
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
