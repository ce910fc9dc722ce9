package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.training.TorchScript;
import io.tidemark.pipelines.training.TrainingEngine;

/**
 * The transformer of TransAct (2306.00248, section 3.3) and its read-out. Post-norm layers as in
 * "Attention is all you need", no positions; S sequences of T rows, W wide, newest first.
 *
 * <p>Rows that are padding are no keys, stand as zeros among the first K, and stay out of the
 * maximum. A sequence without any row is read out as zeros.
 */
final class SequenceEncoder {
  private static final String SCRIPT =
      """
      def forward(self: __torch__.Function, x: Tensor, mask: Tensor) -> Tensor:
        s = torch.size(x, 0)
        t = torch.size(x, 1)
        split = torch.permute(torch.view(x, [s, t, 3, %1$d, %2$d]), [2, 0, 3, 1, 4])
        q, k, v, = torch.unbind(split, 0)
        mixed = torch.scaled_dot_product_attention(q, k, v, mask, %3$s, False)
        return torch.reshape(torch.transpose(mixed, 1, 2), [s, t, %4$d])
      """;

  private final Layers layers;
  private final Architecture.Sequence sequence;
  private final int width;
  private final TorchScript training;
  private final TorchScript evaluation;

  SequenceEncoder(TrainingEngine engine, Layers layers, Architecture architecture) {
    this.layers = layers;
    this.sequence = architecture.sequence();
    this.width = architecture.rowWidth();
    this.training = engine.compile(script(sequence.dropout()));
    this.evaluation = sequence.dropout() == 0 ? training : engine.compile(script(0));
    for (int layer = 0; layer < sequence.layers(); layer++) {
      String prefix = prefix(layer);
      layers.createLinear(prefix + ".attention_in", 3 * width, width);
      layers.createLinear(prefix + ".attention_out", width, width);
      layers.createNorm(prefix + ".attention_norm", width);
      layers.createLinear(prefix + ".ffn_in", sequence.ffnWidth(), width);
      layers.createLinear(prefix + ".ffn_out", width, sequence.ffnWidth());
      layers.createNorm(prefix + ".ffn_norm", width);
    }
  }

  static String prefix(int layer) {
    return "live.layer" + layer;
  }

  private String script(double dropout) {
    return SCRIPT.formatted(sequence.heads(), width / sequence.heads(), dropout, width);
  }

  /**
   * @param rows {@code [S, T, W]}
   * @param mask {@code [S, T]}, 1 for a row, 0 for padding
   * @return {@code [S, T, W]}
   */
  NDArray encode(NDArray rows, NDArray mask, boolean isTraining) {
    NDArray hidden = mask.sub(1).mul(-RankerNetwork.MASKED).expandDims(1).expandDims(1);
    TorchScript attention = isTraining ? training : evaluation;
    float share = sequence.dropout();
    NDArray x = rows;
    for (int layer = 0; layer < sequence.layers(); layer++) {
      String prefix = prefix(layer);
      NDArray mixed = attention.call(layers.linear(x, prefix + ".attention_in"), hidden);
      NDArray attended = layers.linear(mixed, prefix + ".attention_out");
      x =
          layers.norm(
              x.add(Layers.dropout(attended, share, isTraining)), prefix + ".attention_norm");
      NDArray inner = layers.linear(x, prefix + ".ffn_in").getNDArrayInternal().relu();
      NDArray outer = layers.linear(Layers.dropout(inner, share, isTraining), prefix + ".ffn_out");
      x = layers.norm(x.add(Layers.dropout(outer, share, isTraining)), prefix + ".ffn_norm");
    }
    return x;
  }

  /**
   * The first K rows and the maximum over all.
   *
   * @param encoded {@code [S, T, W]}
   * @param mask {@code [S, T]}
   * @return {@code [S, (K + 1) W]}
   */
  NDArray readOut(NDArray encoded, NDArray mask) {
    long s = encoded.getShape().get(0);
    long t = encoded.getShape().get(1);
    int k = sequence.firstRows();
    NDArray present = mask.expandDims(2); // [S, T, 1]
    NDArray visible = encoded.mul(present);
    NDArray maximum =
        visible
            .add(present.sub(1).mul(-RankerNetwork.MASKED))
            .max(new int[] {1}) // [S, W]
            .mul(mask.max(new int[] {1}, true));
    NDList parts = new NDList();
    if (k > 0) {
      parts.add(visible.get(new NDIndex(":, :" + Math.min(k, t))).reshape(s, -1));
    }
    if (k > t) {
      parts.add(encoded.getManager().zeros(new Shape(s, (k - t) * width)));
    }
    parts.add(maximum);
    return NDArrays.concat(parts, 1);
  }
}
