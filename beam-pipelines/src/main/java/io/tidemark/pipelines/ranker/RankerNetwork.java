package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.List;

/**
 * The ranking network: the live sequence through a transformer (TransAct, 2306.00248), beside it
 * the batch embedding and, if asked for, the average of PinnerSage's interests, the candidate's
 * pin, its popularity and the context; DCN v2 (2008.13535) and one hidden layer over all of that;
 * one sigmoid a head.
 *
 * <p>Some numbers are known to matter before anything is learned: the cosine of user and candidate
 * in PinnerFormer's space, that of interests and candidate in the pins', the {@link Likeness} to
 * the live actions, popularity. A linear read-out of these <em>signs</em> runs beside the deep
 * part, so that little data already ranks sensibly.
 *
 * <p>B requests, N candidates, T live actions newest first, W the width of a row, F of all
 * features, H heads. {@link RankerGraph} writes the same computation in ONNX; keep the two
 * together.
 */
final class RankerNetwork {
  static final float LOG_ACTIONS_SCALE = 1f / 5;
  static final float MASKED = -1e9f;

  private static final double CROSS_DEVIATION = 0.02;
  private static final float FIRST_LOGIT = -3;
  private static final float FIRST_LIKENESS_WEIGHT = 3;
  private static final float FIRST_POPULARITY_WEIGHT = 0.3f;

  private final Architecture architecture;
  private final List<Head> heads;
  private final int pinDimension;
  private final int userDimension;
  private final Parameters parameters;
  private final Layers layers;
  private final SequenceEncoder encoder;
  private final Likeness likeness;

  /** Creates all parameters. */
  RankerNetwork(
      TrainingEngine engine,
      Parameters parameters,
      RankerConfig config,
      int pinDimension,
      int userDimension) {
    this.architecture = config.architecture();
    this.heads = config.heads();
    this.pinDimension = pinDimension;
    this.userDimension = userDimension;
    this.parameters = parameters;
    this.layers = new Layers(parameters);
    this.encoder = architecture.live() ? createLive(engine) : null;
    this.likeness = hasLikeness() ? new Likeness(layers, parameters) : null;
    if (architecture.batch() && architecture.userWidth() > 0) {
      layers.createLinear("user", architecture.userWidth(), userDimension);
    }
    if (architecture.interests() && architecture.userWidth() > 0) {
      layers.createLinear("interests", architecture.userWidth(), pinDimension);
    }
    layers.createLinear("candidate", architecture.candidateWidth(), pinDimension);
    // Types and surfaces the log never had keep their first values: neutral ones.
    parameters.constant("request.surfaces", 0, Surface.TABLE_SIZE, architecture.surfaceWidth());
    int f = featureWidth();
    for (int layer = 0; layer < architecture.crossLayers(); layer++) {
      parameters.normal("cross" + layer + ".weight", CROSS_DEVIATION, f, f);
      parameters.constant("cross" + layer + ".bias", 0, f);
    }
    layers.createLinear("deep", architecture.hidden(), f);
    parameters.normal("heads.weight", CROSS_DEVIATION, heads.size(), architecture.hidden());
    parameters.constant("heads.bias", FIRST_LOGIT, heads.size());
    parameters.constant("signs.weight", 0, heads.size(), signs());
    parameters.set("signs.weight", firstSigns());
  }

  private SequenceEncoder createLive(TrainingEngine engine) {
    Architecture.Sequence sequence = architecture.sequence();
    parameters.normal("live.types", 1, ActionType.TABLE_SIZE, sequence.actionTypeWidth());
    if (sequence.surfaceWidth() > 0) {
      parameters.constant("live.surfaces", 0, Surface.TABLE_SIZE, sequence.surfaceWidth());
    }
    if (sequence.ageWidth() > 0) {
      layers.createLinear("live.ages", sequence.ageWidth(), ActionAges.COUNT);
    }
    layers.createLinear("live.pin", sequence.pinWidth(), pinDimension);
    if (architecture.isEarlyFusion()) {
      layers.createLinear("live.candidate", sequence.fusedWidth(), pinDimension);
    }
    SequenceEncoder created = new SequenceEncoder(engine, layers, architecture);
    if (!architecture.isEarlyFusion()) {
      layers.createLinear("attend.query", architecture.attendWidth(), pinDimension);
      layers.createLinear("attend.key", architecture.attendWidth(), architecture.rowWidth());
      layers.createLinear("attend.value", architecture.attendWidth(), architecture.rowWidth());
      parameters.constant("attend.nothing", 0, 1);
    }
    if (sequence.readOutWidth() > 0) {
      layers.createLinear("live.read_out", sequence.readOutWidth(), architecture.rawReadOutWidth());
    }
    return created;
  }

  /** Row-major {@code [H, signs]}: what is wanted is like, what is hidden is not. */
  private float[] firstSigns() {
    float[] weights = new float[heads.size() * signs()];
    for (int head = 0; head < heads.size(); head++) {
      float sign = heads.get(head).utilityWeight() < 0 ? -1 : 1;
      int at = head * signs();
      if (architecture.batch()) {
        weights[at++] = sign * FIRST_LIKENESS_WEIGHT;
      }
      if (architecture.interests()) {
        weights[at++] = sign * FIRST_LIKENESS_WEIGHT;
      }
      if (hasLikeness()) {
        weights[at++] = sign * FIRST_LIKENESS_WEIGHT;
        weights[at++] = sign * FIRST_LIKENESS_WEIGHT;
        at++;
      }
      weights[at] = sign * FIRST_POPULARITY_WEIGHT;
    }
    return weights;
  }

  /** Whether the candidate's likeness to live actions is a feature. */
  boolean hasLikeness() {
    return architecture.live() && architecture.likeness();
  }

  /** How many signs there are. */
  int signs() {
    return 1
        + (architecture.batch() ? 1 : 0)
        + (architecture.interests() ? 1 : 0)
        + (hasLikeness() ? Likeness.SIGNS : 0);
  }

  /** F. */
  int featureWidth() {
    int width = signs() + architecture.candidateWidth() + architecture.surfaceWidth();
    if (architecture.batch()) {
      width += 1 + (architecture.userWidth() > 0 ? architecture.userWidth() : userDimension);
    }
    if (architecture.interests()) {
      width += 1 + (architecture.userWidth() > 0 ? architecture.userWidth() : pinDimension);
    }
    if (architecture.live()) {
      width += 1 + architecture.readOutWidth();
      width += architecture.isEarlyFusion() ? 0 : architecture.attendWidth();
    }
    return width;
  }

  Architecture architecture() {
    return architecture;
  }

  List<Head> heads() {
    return heads;
  }

  int pinDimension() {
    return pinDimension;
  }

  int userDimension() {
    return userDimension;
  }

  Parameters parameters() {
    return parameters;
  }

  /** The candidates' logits {@code [B, N, H]}; their probabilities are the sigmoid. */
  NDArray logits(RankerBatch batch, boolean isTraining) {
    long n = batch.candidatePins().getShape().get(1);
    NDList signs = new NDList(); // each [B, N, ...]
    NDList features = new NDList(); // each [B, N, ...]
    if (architecture.batch()) {
      NDArray cosine = batch.candidateTower().matMul(batch.user().expandDims(2)); // [B, N, 1]
      signs.add(cosine.mul(batch.hasUser().expandDims(2)));
      features.add(forEach(batch.hasUser(), n));
      features.add(forEach(Layers.dropout(user(batch), architecture.dropout(), isTraining), n));
    }
    if (architecture.interests()) {
      // Of norm 1, or zeros: the squared norm says whether there are any.
      NDArray known = batch.interests().square().sum(new int[] {1}, true); // [B, 1]
      signs.add(batch.candidatePins().matMul(batch.interests().expandDims(2))); // [B, N, 1]
      features.add(forEach(known, n));
      features.add(
          forEach(Layers.dropout(interests(batch, known), architecture.dropout(), isTraining), n));
    }
    if (architecture.live()) {
      NDArray ages = ActionAges.of(batch);
      if (hasLikeness()) {
        signs.add(likeness.signs(batch, ages));
      }
      features.add(forEach(batch.liveMask().max(new int[] {1}, true), n));
      features.addAll(live(batch, ages, isTraining));
    }
    signs.add(batch.candidateActions().add(1).log().mul(LOG_ACTIONS_SCALE).expandDims(2));
    NDArray known = NDArrays.concat(signs, 2); // [B, N, signs]
    features.add(known);
    features.add(layers.linear(batch.candidatePins(), "candidate"));
    features.add(forEach(layers.lookUp(batch.surface(), "request.surfaces"), n));
    NDArray crossed = cross(NDArrays.concat(features, 2)); // [B, N, F]
    NDArray hidden =
        Layers.dropout(
            Layers.gelu(layers.linear(crossed, "deep")), architecture.dropout(), isTraining);
    return layers.linear(hidden, "heads").add(layers.project(known, "signs.weight"));
  }

  private NDArray user(RankerBatch batch) {
    return architecture.userWidth() > 0
        ? layers.linear(batch.user(), "user").mul(batch.hasUser())
        : batch.user().mul(batch.hasUser());
  }

  private NDArray interests(RankerBatch batch, NDArray known) {
    return architecture.userWidth() > 0
        ? layers.linear(batch.interests(), "interests").mul(known)
        : batch.interests();
  }

  /** DCN v2, full rank: {@code x' = x0 * (W x + b) + x}. */
  private NDArray cross(NDArray x0) {
    NDArray x = x0;
    for (int layer = 0; layer < architecture.crossLayers(); layer++) {
      x = x0.mul(layers.linear(x, "cross" + layer)).add(x);
    }
    return x;
  }

  /** What of the live sequence each candidate has: each {@code [B, N, ...]}. */
  private NDList live(RankerBatch batch, NDArray ages, boolean isTraining) {
    NDArray rows = actionRows(batch, ages); // [B, T, action]
    return architecture.isEarlyFusion()
        ? new NDList(earlyFusion(batch, rows, isTraining))
        : encodeOnce(batch, rows, isTraining);
  }

  private NDArray earlyFusion(RankerBatch batch, NDArray rows, boolean isTraining) {
    long b = rows.getShape().get(0);
    long t = rows.getShape().get(1);
    long n = batch.candidatePins().getShape().get(1);
    NDArray fused = layers.linear(batch.candidatePins(), "live.candidate"); // [B, N, fused]
    NDArray x =
        NDArrays.concat(
                new NDList(rows.expandDims(1).repeat(1, n), fused.expandDims(2).repeat(2, t)), 3)
            .reshape(b * n, t, architecture.rowWidth());
    NDArray mask = batch.liveMask().expandDims(1).repeat(1, n).reshape(b * n, t);
    return readOut(encoder.encode(x, mask, isTraining), mask).reshape(b, n, -1);
  }

  private NDList encodeOnce(RankerBatch batch, NDArray rows, boolean isTraining) {
    long n = batch.candidatePins().getShape().get(1);
    NDArray encoded = encoder.encode(rows, batch.liveMask(), isTraining); // [B, T, W]
    NDArray query =
        layers.linear(batch.candidatePins(), "attend.query").mul(scale(batch)); // [B, N, A]
    NDArray looks =
        query
            .matMul(layers.linear(encoded, "attend.key").swapAxes(1, 2))
            .add(batch.liveMask().sub(1).mul(-MASKED).expandDims(1)); // [B, N, T]
    NDArray nothing =
        batch.candidateActions().zerosLike().expandDims(2).add(layers.get("attend.nothing"));
    NDArray attention =
        NDArrays.concat(new NDList(nothing, looks), 2).softmax(2).get(new NDIndex(":, :, 1:"));
    NDArray gathered = attention.matMul(layers.linear(encoded, "attend.value")); // [B, N, A]
    return new NDList(gathered, forEach(readOut(encoded, batch.liveMask()), n));
  }

  private NDArray readOut(NDArray encoded, NDArray mask) {
    NDArray raw = encoder.readOut(encoded, mask);
    return architecture.sequence().readOutWidth() > 0 ? layers.linear(raw, "live.read_out") : raw;
  }

  private NDArray actionRows(RankerBatch batch, NDArray ages) {
    NDList parts = new NDList(layers.lookUp(batch.liveTypes(), "live.types"));
    if (architecture.sequence().surfaceWidth() > 0) {
      parts.add(layers.lookUp(batch.liveSurfaces(), "live.surfaces"));
    }
    if (architecture.sequence().ageWidth() > 0) {
      parts.add(layers.linear(ages, "live.ages"));
    }
    parts.add(layers.linear(batch.livePins(), "live.pin"));
    return NDArrays.concat(parts, 2);
  }

  /**
   * The attention's scale as a tensor of the batch: DJL would free one that it made of a Java
   * number while the recording still needs it.
   */
  private NDArray scale(RankerBatch batch) {
    float scale = (float) (1 / Math.sqrt(architecture.attendWidth()));
    return batch.user().getManager().create(scale);
  }

  /** {@code [B, X]} for every candidate: {@code [B, N, X]}. */
  private static NDArray forEach(NDArray x, long n) {
    return x.expandDims(1).repeat(1, n);
  }
}
