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
 *
 * <p>Queries, keys and values are parts of a row, not of an axis of their own in front: so their
 * gradients are put together by one copy.
 */
final class Attention {
  private static final String HEADS =
      "%1$s = torch.transpose(torch.view(%1$s, [b, %2$s, %3$d, %4$d]), 1, 2)\n";
  private static final String ALL =
      """
      def forward(self: __torch__.Function, x: Tensor) -> Tensor:
        b = torch.size(x, 0)
        t = torch.size(x, 1)
        s = t
        q, k, v, = torch.chunk(x, 3, -1)
        rows = torch.arange(t, dtype=4, layout=0, device=ops.prim.device(x), pin_memory=False)
        rows = torch.unsqueeze(rows, 0)
      """;
  private static final String SOME =
      """
      def forward(self: __torch__.Function, q: Tensor, x: Tensor, rows: Tensor) -> Tensor:
        b = torch.size(x, 0)
        t = torch.size(x, 1)
        s = torch.size(rows, 1)
        k, v, = torch.chunk(x, 2, -1)
      """;
  private static final String SEEN =
      """
        columns = torch.arange(t, dtype=4, layout=0, device=ops.prim.device(x), pin_memory=False)
        seen = torch.unsqueeze(torch.ge(torch.unsqueeze(rows, 2), columns), 1)
      """;
  private static final String FUSED_CAUSAL =
      "  mixed = torch.scaled_dot_product_attention(q, k, v, None, %s, True)\n";
  private static final String FUSED =
      "  mixed = torch.scaled_dot_product_attention(q, k, v, seen, %s)\n";
  private static final String STEP_BY_STEP =
      """
        scores = torch.matmul(torch.mul(q, %s), torch.transpose(k, 2, 3))
        scores = torch.masked_fill(scores, torch.logical_not(seen), %s)
        mixed = torch.matmul(torch.dropout(torch.softmax(scores, -1), %s, True), v)
      """;
  private static final String JOIN =
      "  return torch.reshape(torch.transpose(mixed, 1, 2), [torch.mul(b, s), %d])\n";

  private final int heads;
  private final int width;
  private final boolean fused;
  private final Both all;
  private final Both some;

  /** One with dropout, one without. */
  private record Both(TorchScript training, TorchScript evaluation) {
    TorchScript of(boolean isTraining) {
      return isTraining ? training : evaluation;
    }
  }

  /**
   * @param width of one head
   * @param dropout of the attention's weights in training
   */
  Attention(TrainingEngine engine, int heads, int width, float dropout, boolean fused) {
    this.heads = heads;
    this.width = width;
    this.fused = fused;
    this.all = both(engine, ALL, dropout, true);
    this.some = both(engine, SOME, dropout, false);
  }

  private Both both(TrainingEngine engine, String head, float dropout, boolean causal) {
    TorchScript training = engine.compile(source(head, dropout, causal));
    return new Both(training, dropout == 0 ? training : engine.compile(source(head, 0, causal)));
  }

  private String source(String head, double dropout, boolean causal) {
    String perHead =
        HEADS.formatted("q", "s", heads, width)
            + HEADS.formatted("k", "t", heads, width)
            + HEADS.formatted("v", "t", heads, width);
    String mix;
    if (!fused) {
      mix =
          SEEN + STEP_BY_STEP.formatted(1 / Math.sqrt(width), PinnerFormerNetwork.MASKED, dropout);
    } else if (causal) {
      mix = FUSED_CAUSAL.formatted(dropout);
    } else {
      mix = SEEN + FUSED.formatted(dropout);
    }
    return head + perHead.indent(2) + mix + JOIN.formatted(heads * width);
  }

  /**
   * Every row attends to those up to itself.
   *
   * @param projected {@code [B, T, 3 H]}: queries, keys, values, each head after head
   * @return {@code [B * T, H]}
   */
  NDArray ofAll(NDArray projected, boolean isTraining) {
    return all.of(isTraining).call(projected);
  }

  /**
   * Some rows attend to those up to themselves.
   *
   * @param queries {@code [B * S, H]} of those rows
   * @param others {@code [B, T, 2 H]}: keys and values of all
   * @param rows {@code [B, S]} int64, which of the T rows the queries are
   * @return {@code [B * S, H]}
   */
  NDArray ofSome(NDArray queries, NDArray others, NDArray rows, boolean isTraining) {
    return some.of(isTraining).call(queries, others, rows);
  }
}
