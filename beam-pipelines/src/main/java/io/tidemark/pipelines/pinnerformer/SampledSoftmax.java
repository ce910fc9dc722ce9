package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The loss (2205.04507, section 3.2): each pair's cross entropy of its positive against the pool,
 * scores divided by the temperature and corrected by the log of the pool's probabilities.
 */
final class SampledSoftmax {
  private SampledSoftmax() {}

  /**
   * @param users {@code [R, D]}
   * @param positives {@code [R, D]}
   * @param negatives {@code [N, D]}
   * @param temperature {@code [1]}
   * @param pool the negatives' probabilities and mask
   * @param weights {@code [R]} of the pairs
   * @return the weighted sum, a scalar
   */
  static NDArray loss(
      NDArray users,
      NDArray positives,
      NDArray negatives,
      NDArray temperature,
      NegativePool.Draw pool,
      float[] weights) {
    NDManager manager = users.getManager();
    int pairs = weights.length;
    int size = pool.pins().length;
    NDArray positive =
        users
            .mul(positives)
            .sum(new int[] {1}, true)
            .div(temperature)
            .sub(manager.create(pool.labelLogQ(), new Shape(pairs, 1))); // [R, 1]
    NDArray negative =
        users
            .matMul(negatives.transpose())
            .div(temperature)
            .sub(manager.create(pool.logQ(), new Shape(1, size)))
            .add(manager.create(penalties(pool.masked()), new Shape(pairs, size))); // [R, N]
    NDArray logLikelihood =
        NDArrays.concat(new NDList(positive, negative), 1).logSoftmax(1).get(":, 0"); // [R]
    return logLikelihood.mul(manager.create(weights)).sum().neg();
  }

  private static float[] penalties(boolean[] masked) {
    float[] penalties = new float[masked.length];
    for (int i = 0; i < masked.length; i++) {
      penalties[i] = masked[i] ? PinnerFormerNetwork.MASKED : 0;
    }
    return penalties;
  }
}
