package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.tidemark.pipelines.training.TorchScript;
import io.tidemark.pipelines.training.TrainingEngine;

/**
 * The loss (2205.04507, section 3.2): each pair's cross entropy of its positive against the pool,
 * scores divided by the temperature and corrected by the log of the pool's probabilities.
 */
final class SampledSoftmax {
  private static final String FUNCTION =
      """
      def forward(self: __torch__.Function, users: Tensor, pins: Tensor, labels: Tensor, pool: Tensor, temperature: Tensor, label_log_q: Tensor, log_q: Tensor, masked: Tensor, weights: Tensor) -> Tensor:
        cosines = torch.sum(torch.mul(users, torch.index_select(pins, 0, labels)), [1])
        positive = torch.sub(torch.div(cosines, temperature), label_log_q)
        scores = torch.matmul(users, torch.t(torch.index_select(pins, 0, pool)))
        negative = torch.sub(torch.div(scores, temperature), log_q)
        _0 = torch.index_fill_(torch.view(negative, [-1]), 0, masked, %s)
        total = torch.logaddexp(positive, torch.logsumexp(negative, [1]))
        return torch.sum(torch.mul(torch.sub(total, positive), weights))
      """
          .formatted(PinnerFormerNetwork.MASKED);

  private final TorchScript function;

  SampledSoftmax(TrainingEngine engine) {
    this.function = engine.compile(FUNCTION);
  }

  /**
   * @param users {@code [R, D]}
   * @param pins {@code [U, D]}, embeddings of labels and negatives
   * @param labels {@code [R]}, each pair's positive in {@code pins}
   * @param negatives {@code [N]}, the pool in {@code pins}
   * @param temperature {@code [1]}
   * @param pool the negatives' probabilities and mask
   * @param weights {@code [R]} of the pairs
   * @return the weighted sum, a scalar
   */
  NDArray loss(
      NDArray users,
      NDArray pins,
      NDArray labels,
      NDArray negatives,
      NDArray temperature,
      NegativePool.Draw pool,
      float[] weights) {
    NDManager manager = users.getManager();
    return function.call(
        users,
        pins,
        labels,
        negatives,
        temperature,
        manager.create(pool.labelLogQ()),
        manager.create(pool.logQ()),
        manager.create(pool.masked()),
        manager.create(weights));
  }
}
