package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.store.ActionType;

/**
 * How like a candidate is to what the user did of late, with next to no parameters: it works before
 * there is enough data for a transformer. The candidate looks at each action by the likeness of
 * their pins, in the pins' space and in PinnerFormer's, by the action's type and age; a learned
 * share of the look rests on nothing. What it gathers is signed by the action's <em>valence</em>, a
 * learned number that starts at 1 for what people do with pins they want and at -1 for a hide.
 */
final class Likeness {
  /** The likeness in the pins' space, in PinnerFormer's, and the attention, all signed. */
  static final int SIGNS = 3;

  private static final float FIRST_SHARPNESS = 4;

  private final Layers layers;

  Likeness(Layers layers, Parameters parameters) {
    this.layers = layers;
    parameters.constant("likeness.valence", 0, ActionType.TABLE_SIZE);
    float[] valence = new float[ActionType.TABLE_SIZE];
    for (ActionType type : ActionType.values()) {
      valence[type.code()] = type == ActionType.HIDE ? -1 : 1;
    }
    parameters.set("likeness.valence", valence);
    parameters.constant("likeness.types", 0, ActionType.TABLE_SIZE);
    parameters.constant("likeness.ages", 0, 1, ActionAges.COUNT);
    parameters.constant("likeness.sharpness", FIRST_SHARPNESS, 2);
    parameters.constant("likeness.nothing", 1, 1);
  }

  /**
   * @param ages {@code [B, T, 3]}
   * @return {@code [B, N, SIGNS]}
   */
  NDArray signs(RankerBatch batch, NDArray ages) {
    NDArray likeness = batch.candidatePins().matMul(batch.livePins().swapAxes(1, 2)); // [B, N, T]
    NDArray towers = batch.candidateTower().matMul(batch.liveTower().swapAxes(1, 2)); // [B, N, T]
    NDArray byAction =
        layers
            .lookUp(batch.liveTypes(), "likeness.types")
            .add(layers.project(ages, "likeness.ages").squeeze(2))
            .add(batch.liveMask().sub(1).mul(-RankerNetwork.MASKED)); // [B, T]
    NDArray looks =
        likeness
            .mul(sharpness(0, likeness))
            .add(towers.mul(sharpness(1, towers)))
            .add(byAction.expandDims(1)); // [B, N, T]
    NDArray nothing =
        batch.candidateActions().zerosLike().expandDims(2).add(layers.get("likeness.nothing"));
    NDArray attention =
        NDArrays.concat(new NDList(nothing, looks), 2).softmax(2).get(new NDIndex(":, :, 1:"));
    NDArray valence = layers.lookUp(batch.liveTypes(), "likeness.valence").mul(batch.liveMask());
    NDArray signed = attention.mul(valence.expandDims(1)); // [B, N, T]
    return NDArrays.stack(
        new NDList(
            signed.mul(likeness).sum(new int[] {2}),
            signed.mul(towers).sum(new int[] {2}),
            signed.sum(new int[] {2})),
        2);
  }

  /** What is made of a parameter would live as long as it does. */
  private NDArray sharpness(long which, NDArray of) {
    NDArray sharpness = layers.get("likeness.sharpness").get(which);
    sharpness.attach(of.getManager());
    return sharpness;
  }
}
