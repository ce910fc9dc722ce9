package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.List;

/**
 * Scores candidates by both tides, each side optional:
 *
 * <ul>
 *   <li>batch: the cosine of the user's embedding and the candidate's, in PinnerFormer's space;
 *   <li>live: the candidate attends to the user's actions since the batch. What it gathers is
 *       likeness, signed by the action's <em>valence</em>, a learned number that starts at 1 for
 *       what people do with pins they want and at -1 for a hide. A learned share of the attention
 *       may rest on no action at all, so that an empty sequence is one case among others;
 *   <li>popularity, the surface, and which sides there are.
 * </ul>
 *
 * A linear read-out of the signs that are known to matter runs beside a small network over
 * everything, so that either side alone still ranks sensibly.
 *
 * <p>{@link RankerGraph} writes the same computation in ONNX; keep the two together.
 */
final class RankerNetwork {
  /** What the columns of the output say. */
  static final List<ModelCard.Head> HEADS = List.of(new ModelCard.Head("save", 1));

  /** Candidates attend to what is computed once a request. */
  static final String VARIANT = "encode_once";

  /** Numbers that tell how long ago an action was. */
  static final int AGES = 3;

  /** The signs that the linear read-out sees: batch, live likeness twice, attention, popularity. */
  static final int SIGNS = 5;

  /** Signs, and whether each side is there. */
  static final int FLAGS = 2;

  static final float LOG_AGE_SCALE = 1f / 12;
  static final float LOG_ACTIONS_SCALE = 1f / 5;
  static final float MINUTE = 60;
  static final float HOUR = 3600;
  static final float MASKED = -1e9f;

  private static final float[] FIRST_READ_OUT = {3, 3, 3, 0, 0.3f};
  private static final float FIRST_SHARPNESS = 4;

  private final RankerConfig.Architecture architecture;
  private final int pinDimension;
  private final int userDimension;
  private final Parameters parameters;

  RankerNetwork(
      Parameters parameters,
      RankerConfig.Architecture architecture,
      int pinDimension,
      int userDimension) {
    this.architecture = architecture;
    this.pinDimension = pinDimension;
    this.userDimension = userDimension;
    this.parameters = parameters;
    int a = architecture.attentionWidth();
    int context = architecture.actionTypeWidth() + architecture.surfaceWidth() + AGES;
    // Types and surfaces the log never had keep their first values: neutral ones.
    parameters.constant("live.types", 0, ActionType.TABLE_SIZE, architecture.actionTypeWidth());
    parameters.constant("live.surfaces", 0, Surface.TABLE_SIZE, architecture.surfaceWidth());
    parameters.constant("live.valence", 0, ActionType.TABLE_SIZE);
    parameters.set("live.valence", firstValence());
    parameters.weight("live.key.pin", a, pinDimension);
    parameters.weight("live.key.context", a, context);
    parameters.constant("live.key.bias", 0, a);
    parameters.weight("live.query", a, pinDimension);
    parameters.constant("live.query.bias", 0, a);
    parameters.constant("live.sharpness", FIRST_SHARPNESS, 2);
    parameters.constant("live.nothing", 1, 1);
    parameters.weight("live.value", architecture.pooledWidth(), pinDimension);
    parameters.constant("request.surfaces", 0, Surface.TABLE_SIZE, architecture.surfaceWidth());
    parameters.weight("candidate", architecture.candidateWidth(), pinDimension);
    parameters.weight("deep.in.weight", architecture.hidden(), featureWidth(architecture));
    parameters.constant("deep.in.bias", 0, architecture.hidden());
    parameters.normal("deep.out.weight", 0.01, 1, architecture.hidden());
    parameters.constant("wide.weight", 0, 1, SIGNS);
    parameters.set("wide.weight", FIRST_READ_OUT);
    parameters.constant("wide.bias", -2, 1);
  }

  private static float[] firstValence() {
    float[] valence = new float[ActionType.TABLE_SIZE];
    for (ActionType type : ActionType.values()) {
      valence[type.code()] = type == ActionType.HIDE ? -1 : 1;
    }
    return valence;
  }

  static int featureWidth(RankerConfig.Architecture architecture) {
    return SIGNS
        + FLAGS
        + architecture.pooledWidth()
        + architecture.candidateWidth()
        + architecture.surfaceWidth();
  }

  RankerConfig.Architecture architecture() {
    return architecture;
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

  /** The candidates' logits {@code [B, N]}; their scores are the sigmoid. */
  NDArray logits(RankerBatch batch) {
    long n = batch.candidatePins().getShape().get(1);
    NDArray cosine = batch.candidateTower().matMul(batch.user().expandDims(2)).squeeze(2); // [B, N]
    NDArray likeness = batch.candidatePins().matMul(batch.livePins().swapAxes(1, 2)); // [B, N, T]
    NDArray towerLikeness =
        batch.candidateTower().matMul(batch.liveTower().swapAxes(1, 2)); // [B, N, T]
    NDArray signed = signedAttention(batch, likeness, towerLikeness); // [B, N, T]
    NDArray popularity = batch.candidateActions().add(1).log().mul(LOG_ACTIONS_SCALE); // [B, N]
    NDArray signs =
        NDArrays.stack(
            new NDList(
                cosine.mul(batch.hasUser()),
                signed.mul(likeness).sum(new int[] {2}),
                signed.mul(towerLikeness).sum(new int[] {2}),
                signed.sum(new int[] {2}),
                popularity),
            2); // [B, N, SIGNS]
    NDArray hasLive = batch.liveMask().max(new int[] {1}, true); // [B, 1]
    NDArray flags =
        NDArrays.concat(new NDList(batch.hasUser(), hasLive), 1) // [B, FLAGS]
            .expandDims(1)
            .repeat(1, n); // [B, N, FLAGS]
    NDArray pooled = signed.matMul(project(batch.livePins(), "live.value")); // [B, N, V]
    NDArray surface =
        lookUp(batch.surface(), "request.surfaces").expandDims(1).repeat(1, n); // [B, N, S]
    NDArray features =
        NDArrays.concat(
            new NDList(signs, flags, pooled, project(batch.candidatePins(), "candidate"), surface),
            2);
    NDArray hidden =
        project(features, "deep.in.weight")
            .add(parameters.get("deep.in.bias"))
            .getNDArrayInternal()
            .gelu();
    return project(hidden, "deep.out.weight")
        .add(project(signs, "wide.weight"))
        .add(parameters.get("wide.bias"))
        .squeeze(2);
  }

  /**
   * How much each candidate looks at each action, times the action's valence: {@code [B, N, T]}.
   */
  private NDArray signedAttention(RankerBatch batch, NDArray likeness, NDArray towerLikeness) {
    NDArray seconds =
        batch
            .requestedAt()
            .expandDims(1)
            .sub(batch.liveOccurredAt())
            .maximum(0)
            .toType(DataType.FLOAT32, false)
            .div(1000); // [B, T]
    NDArray ages =
        NDArrays.stack(
            new NDList(
                seconds.add(1).log().mul(LOG_AGE_SCALE),
                seconds.div(MINUTE).add(1).pow(-1),
                seconds.div(HOUR).add(1).pow(-1)),
            2); // [B, T, AGES]
    NDArray context =
        NDArrays.concat(
            new NDList(
                lookUp(batch.liveTypes(), "live.types"),
                lookUp(batch.liveSurfaces(), "live.surfaces"),
                ages),
            2);
    NDArray keys =
        project(batch.livePins(), "live.key.pin")
            .add(project(context, "live.key.context"))
            .add(parameters.get("live.key.bias")); // [B, T, A]
    NDArray queries =
        project(batch.candidatePins(), "live.query")
            .add(parameters.get("live.query.bias"))
            .mul(scale(batch)); // [B, N, A]
    NDArray sharpness = parameters.get("live.sharpness");
    NDArray scores =
        queries
            .matMul(keys.swapAxes(1, 2))
            .add(likeness.mul(sharpness.get(0)))
            .add(towerLikeness.mul(sharpness.get(1)))
            .add(batch.liveMask().sub(1).mul(-MASKED).expandDims(1)); // [B, N, T]
    NDArray nothing =
        batch.candidateActions().zerosLike().expandDims(2).add(parameters.get("live.nothing"));
    NDArray attention =
        NDArrays.concat(new NDList(nothing, scores), 2).softmax(2).get(new NDIndex(":, :, 1:"));
    NDArray valence = lookUp(batch.liveTypes(), "live.valence").mul(batch.liveMask()); // [B, T]
    return attention.mul(valence.expandDims(1));
  }

  /**
   * The attention's scale as a tensor of the batch: DJL would free one that it made of a Java
   * number while the recording still needs it.
   */
  private NDArray scale(RankerBatch batch) {
    float scale = (float) (1 / Math.sqrt(architecture.attentionWidth()));
    return batch.user().getManager().create(scale);
  }

  /** {@code x W'} with {@code W [out, in]}. */
  private NDArray project(NDArray x, String weight) {
    return x.matMul(parameters.get(weight).transpose());
  }

  /** Rows of a table; of a table of single numbers, the numbers. */
  private NDArray lookUp(NDArray rows, String table) {
    NDArray values = parameters.get(table);
    boolean numbers = values.getShape().dimension() == 1;
    NDArray found =
        rows.getNDArrayInternal()
            .embedding(rows, numbers ? values.expandDims(1) : values, SparseFormat.DENSE)
            .singletonOrThrow();
    return numbers ? found.squeeze(-1) : found;
  }
}
