package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Several users' labelled windows as one step's arrays. Each pin stands there once, however many
 * actions, labels and negatives are about it: what is computed of a pin is computed once.
 *
 * @param inputs of the user tower, without the pins
 * @param pins {@code [U]}, indexes in the release: first those that are a label or a negative
 * @param scored how many of the pins are a label or a negative
 * @param content {@code [(U + 1) * P]}, the pins' content vectors and a row of zeros
 * @param cells {@code [B * T]}, each action's pin as its place in {@code pins}, U if it is unknown
 * @param asked R rows, each pair's
 * @param labels {@code [R]}, index of each pair's pin in the release
 * @param labelPlaces {@code [R]}, the same as places in {@code pins}
 * @param weights {@code [R]} of the pairs
 * @param pool the negatives
 * @param poolPlaces {@code [N]}, the negatives as places in {@code pins}
 */
record TrainingBatch(
    SequenceBatch inputs,
    int[] pins,
    int scored,
    float[] content,
    long[] cells,
    AskedRows asked,
    int[] labels,
    long[] labelPlaces,
    float[] weights,
    NegativePool.Draw pool,
    long[] poolPlaces) {

  /** The learned vectors of this batch's pins as a leaf, {@code [U + 1, W]}; W may be 0. */
  NDArray idVectors(NDManager manager, PinInputs inputs) {
    int width = inputs.ids().map(IdTable::width).orElse(0);
    float[] vectors = new float[(pins.length + 1) * width];
    inputs
        .ids()
        .ifPresent(ids -> System.arraycopy(ids.of(pins), 0, vectors, 0, pins.length * width));
    NDArray leaf = manager.create(vectors, new Shape(pins.length + 1, width));
    leaf.setRequiresGradient(width > 0);
    return leaf;
  }

  /**
   * The loss of this batch, a scalar.
   *
   * @param idVectors {@code [U + 1, W]}
   */
  NDArray loss(
      NDManager manager, PinnerFormerNetwork network, SampledSoftmax softmax, NDArray idVectors) {
    NDArray vectors =
        NDArrays.concat(
            new NDList(
                manager.create(
                    content, new Shape(pins.length + 1, content.length / (pins.length + 1))),
                idVectors),
            1); // [U + 1, P]
    NDArray places = manager.create(cells, new Shape(inputs.users(), inputs.longest()));
    NDArray users =
        network.users(
            inputs.tensors(manager), network.projectPins(vectors, places), asked, true); // [R, D]
    NDArray towers = network.pins(vectors.get("0:" + scored)); // [scored, D]
    return softmax.loss(
        users,
        towers,
        manager.create(labelPlaces),
        manager.create(poolPlaces),
        network.temperature(),
        pool,
        weights);
  }
}
