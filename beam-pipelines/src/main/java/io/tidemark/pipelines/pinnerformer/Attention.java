package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import io.tidemark.pipelines.training.TorchScript;
import io.tidemark.pipelines.training.TrainingEngine;

/**
 * Causal multi-head attention of the rows of B sequences, after the projection to queries, keys and
 * values and before the one behind it.
 *
 * <p>Fused is PyTorch's {@code scaled_dot_product_attention}, which never holds the {@code [T, T]}
 * weights; DJL has no method for it. The other way computes them one operator at a time, as eager
 * code does, to measure against.
 */
final class Attention {
  private static final String SPLIT =
      """
      def forward(self: __torch__.Function, x: Tensor) -> Tensor:
        b = torch.size(x, 0)
        t = torch.size(x, 1)
        split = torch.permute(torch.view(x, [b, t, 3, %d, %d]), [2, 0, 3, 1, 4])
        q, k, v, = torch.unbind(split, 0)
      """;
  private static final String FUSED =
      "  mixed = torch.scaled_dot_product_attention(q, k, v, None, %s, True)\n";
  private static final String STEP_BY_STEP =
      """
        later = torch.triu(torch.full([t, t], %s, dtype=6, layout=0, device=ops.prim.device(x), pin_memory=False), 1)
        weights = torch.softmax(torch.add(torch.matmul(torch.mul(q, %s), torch.transpose(k, 2, 3)), later), -1)
        mixed = torch.matmul(torch.dropout(weights, %s, True), v)
      """;
  private static final String JOIN =
      "  return torch.reshape(torch.transpose(mixed, 1, 2), [b, t, %d])\n";

  private final TorchScript training;
  private final TorchScript evaluation;

  /**
   * @param width of one head
   * @param dropout of the attention's weights in training
   */
  Attention(TrainingEngine engine, int heads, int width, float dropout, boolean fused) {
    this.training = engine.compile(source(heads, width, dropout, fused));
    this.evaluation = dropout == 0 ? training : engine.compile(source(heads, width, 0, fused));
  }

  private static String source(int heads, int width, double dropout, boolean fused) {
    String mix =
        fused
            ? FUSED.formatted(dropout)
            : STEP_BY_STEP.formatted(PinnerFormerNetwork.MASKED, 1 / Math.sqrt(width), dropout);
    return SPLIT.formatted(heads, width) + mix + JOIN.formatted(heads * width);
  }

  /**
   * @param projected {@code [B, T, 3 H]}: queries, keys, values, each head after head
   * @return {@code [B, T, H]}
   */
  NDArray of(NDArray projected, boolean isTraining) {
    return (isTraining ? training : evaluation).call(projected);
  }
}
