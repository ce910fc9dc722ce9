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
  // What is small is divided by the temperature and masked, not the [R, N] scores.
  private static final String FUNCTION =
      """
      def forward(self: __torch__.Function, users: Tensor, pins: Tensor, labels: Tensor, pool: Tensor, temperature: Tensor, label_log_q: Tensor, log_q: Tensor, masked: Tensor, weights: Tensor) -> Tensor:
        scaled = torch.div(users, temperature)
        cosines = torch.sum(torch.mul(scaled, torch.index_select(pins, 0, labels)), [1])
        positive = torch.sub(cosines, label_log_q)
        corrections = torch.repeat(torch.neg(log_q), [torch.size(users, 0), 1])
        _0 = torch.index_fill_(torch.view(corrections, [-1]), 0, masked, %s)
        negative = torch.addmm(corrections, scaled, torch.t(torch.index_select(pins, 0, pool)))
        losses = torch.sub(torch.logaddexp(positive, torch.logsumexp(negative, [1])), positive)
        return torch.sum(torch.mul(losses, weights))
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
