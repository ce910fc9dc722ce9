package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.pins.PinVectors;
import java.util.List;

/**
 * Several users' labelled windows as one step's arrays.
 *
 * @param inputs of the user tower
 * @param rows {@code [R]}, {@code user * T + row} of each pair
 * @param labels {@code [R]}, each pair's pin
 * @param users {@code [R]}, each pair's window
 */
record TrainingBatch(SequenceBatch inputs, long[] rows, int[] labels, int[] users) {
  static TrainingBatch of(List<LabelledWindow> windows, PinVectors pins) {
    SequenceBatch inputs =
        SequenceBatch.of(windows.stream().map(LabelledWindow::window).toList(), pins);
    int pairs = windows.stream().mapToInt(LabelledWindow::pairs).sum();
    TrainingBatch batch =
        new TrainingBatch(inputs, new long[pairs], new int[pairs], new int[pairs]);
    int pair = 0;
    for (int user = 0; user < windows.size(); user++) {
      LabelledWindow window = windows.get(user);
      for (int i = 0; i < window.pairs(); i++) {
        batch.rows[pair] = (long) user * inputs.longest() + window.rows()[i];
        batch.labels[pair] = window.labels()[i];
        batch.users[pair++] = user;
      }
    }
    return batch;
  }

  /** The loss of this batch, a scalar. */
  NDArray loss(
      NDManager manager, PinnerFormerNetwork network, PinVectors pins, NegativePool.Draw pool) {
    NDArray users = network.users(inputs.tensors(manager), manager.create(rows), true);
    NDArray positives = network.pins(vectors(manager, pins, labels));
    NDArray negatives = network.pins(vectors(manager, pins, pool.pins()));
    return SampledSoftmax.loss(
        users,
        positives,
        negatives,
        network.temperature(),
        pool,
        NegativePool.userWeights(this.users));
  }

  /** Those pins' vectors: {@code [n, P]}. */
  static NDArray vectors(NDManager manager, PinVectors pins, int... indexes) {
    float[] vectors = new float[Math.multiplyExact(indexes.length, pins.dimension())];
    for (int i = 0; i < indexes.length; i++) {
      pins.copyVector(indexes[i], vectors, i * pins.dimension());
    }
    return manager.create(vectors, new Shape(indexes.length, pins.dimension()));
  }
}
