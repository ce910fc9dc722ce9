package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;
import java.util.Arrays;
import java.util.Map;

/**
 * {@link SequenceEncoder} in ONNX, with ONNX Runtime's fused attention.
 *
 * <p>In early fusion a row is the action's part and the candidate's part, so the first layer is
 * taken apart: what depends on the action alone is computed once a request, what depends on the
 * candidate alone once a candidate, and only their sum for both. A candidate's part of a key moves
 * all of a query's scores alike, which the softmax forgets; its part of the values comes out as it
 * went in, since an attention's weights sum to 1. So the first attention is one of R requests, of N
 * T queries over T keys, and no key or value is computed for a candidate. Exact, not an
 * approximation.
 */
final class SequenceGraph {
  private final OnnxGraph graph;
  private final GraphWeights weights;
  private final Parameters parameters;
  private final Architecture architecture;
  private final int width;

  SequenceGraph(
      OnnxGraph graph, GraphWeights weights, Parameters parameters, Architecture architecture) {
    this.graph = graph;
    this.weights = weights;
    this.parameters = parameters;
    this.architecture = architecture;
    this.width = architecture.rowWidth();
  }

  /**
   * @param rows {@code [S, T, W]}
   * @param mask {@code [S, T]}
   * @return {@code [S, T, W]}
   */
  OnnxValue encode(OnnxValue rows, OnnxValue mask) {
    return laterLayers(rows, mask, 0);
  }

  /**
   * @param rows {@code [R, T, W - fused]}, the actions' own part
   * @param fused {@code [R, N, fused]}, the candidates' part
   * @param mask {@code [R, T]}
   * @return read out: {@code [R, N, (K + 1) W]}
   */
  OnnxValue earlyFusion(OnnxValue rows, OnnxValue fused, OnnxValue mask) {
    OnnxValue n = fused.size(1).unsqueeze(0); // [1]
    OnnxValue t = rows.size(1).unsqueeze(0); // [1]
    OnnxValue w = graph.vector(width);
    OnnxValue first = firstLayer(rows, fused, mask, graph.concat(0, graph.vector(0), n, t, w));
    OnnxValue each =
        mask.unsqueeze(1)
            .expand(graph.concat(0, graph.vector(1), n, graph.vector(1))) // [R, N, T]
            .reshapeTo(graph.concat(0, graph.vector(-1), t)); // [R N, T]
    OnnxValue x = first.reshapeTo(graph.concat(0, graph.vector(-1), t, w)); // [R N, T, W]
    OnnxValue read = readOut(laterLayers(x, each, 1), each); // [R N, (K + 1) W]
    return read.reshapeTo(
        graph.concat(0, graph.vector(-1), n, graph.vector(architecture.rawReadOutWidth())));
  }

  /**
   * @param shape {@code [R, N, T, W]}
   */
  private OnnxValue firstLayer(OnnxValue rows, OnnxValue fused, OnnxValue mask, OnnxValue shape) {
    String prefix = SequenceEncoder.prefix(0);
    String in = prefix + ".attention_in";
    int action = architecture.sequence().actionWidth();
    OnnxValue queryOfAction = actionPart(rows, in, 0, action); // [R, T, W]
    OnnxValue queryOfCandidate =
        fused.matMul(weights.block(in + ".weight", in + ".query.fused", 0, width, action, width));
    OnnxValue query =
        queryOfAction.unsqueeze(1).add(queryOfCandidate.unsqueeze(2)).reshape(0, -1, width);
    OnnxValue mixed =
        attention(query, actionPart(rows, in, 1, action), actionPart(rows, in, 2, action), mask);
    OnnxValue attended =
        mixed.matMul(weights.matrix(prefix + ".attention_out.weight")).reshapeTo(shape);
    OnnxValue ofAction = rows.pad(0, 0, 0, 0, 0, width - action).unsqueeze(1); // [R, 1, T, W]
    OnnxValue ofCandidate =
        fused
            .matMul(candidateThroughFirstLayer(prefix, action))
            .add(weights.constant(prefix + ".attention_out.bias"))
            .unsqueeze(2); // [R, N, 1, W]
    OnnxValue x = weights.norm(attended.add(ofAction.add(ofCandidate)), prefix + ".attention_norm");
    return feedForward(x, prefix);
  }

  /** The action's part of the queries (0), keys (1) or values (2) of the first layer. */
  private OnnxValue actionPart(OnnxValue rows, String in, int part, int action) {
    int from = part * width;
    return rows.linear(
        weights.block(in + ".weight", in + ".action." + part, from, from + width, 0, action),
        weights.part(in + ".bias", in + ".action.bias." + part, from, from + width));
  }

  /**
   * What a candidate's part adds to a row of the first layer: itself, behind the action's part, and
   * what it is as a value, through the output's weights: {@code [fused, W]}.
   */
  private OnnxValue candidateThroughFirstLayer(String prefix, int action) {
    float[] in = parameters.get(prefix + ".attention_in.weight").toFloatArray(); // [3 W, W]
    float[] out = parameters.get(prefix + ".attention_out.weight").toFloatArray(); // [W, W]
    int fused = width - action;
    float[] through = new float[fused * width];
    for (int from = 0; from < fused; from++) {
      for (int to = 0; to < width; to++) {
        double sum = to == action + from ? 1 : 0;
        for (int value = 0; value < width; value++) {
          sum += (double) in[(2 * width + value) * width + action + from] * out[to * width + value];
        }
        through[from * width + to] = (float) sum;
      }
    }
    return graph.constant(prefix + ".fused", through, fused, width);
  }

  private OnnxValue laterLayers(OnnxValue rows, OnnxValue mask, int from) {
    OnnxValue x = rows;
    for (int layer = from; layer < architecture.sequence().layers(); layer++) {
      String prefix = SequenceEncoder.prefix(layer);
      String in = prefix + ".attention_in";
      OnnxValue mixed = attention(part(x, in, 0), part(x, in, 1), part(x, in, 2), mask);
      OnnxValue attended = weights.linear(mixed, prefix + ".attention_out");
      x = feedForward(weights.norm(x.add(attended), prefix + ".attention_norm"), prefix);
    }
    return x;
  }

  private OnnxValue part(OnnxValue x, String in, int part) {
    int from = part * width;
    return x.linear(
        weights.block(in + ".weight", in + ".weight." + part, from, from + width, 0, width),
        weights.part(in + ".bias", in + ".bias." + part, from, from + width));
  }

  private OnnxValue feedForward(OnnxValue x, String prefix) {
    OnnxValue inner = weights.linear(x, prefix + ".ffn_in").relu();
    return weights.norm(x.add(weights.linear(inner, prefix + ".ffn_out")), prefix + ".ffn_norm");
  }

  /**
   * @param query {@code [S, Q, W]}
   * @param key {@code [S, T, W]}
   * @param mask {@code [S, T]}, 1 for a key, 0 for padding
   */
  private OnnxValue attention(OnnxValue query, OnnxValue key, OnnxValue value, OnnxValue mask) {
    return graph.runtimeNode(
        "MultiHeadAttention",
        Arrays.asList(query, key, value, null, mask.cast(ElementType.INT32)),
        Map.of(
            "num_heads",
            (long) architecture.sequence().heads(),
            "mask_filter_value",
            RankerNetwork.MASKED));
  }

  /** As {@link SequenceEncoder#readOut}. */
  OnnxValue readOut(OnnxValue encoded, OnnxValue mask) {
    int k = architecture.sequence().firstRows();
    OnnxValue present = mask.unsqueeze(2); // [S, T, 1]
    OnnxValue visible = encoded.mul(present);
    OnnxValue maximum =
        visible
            .add(present.sub(graph.scalar(1f)).mul(-RankerNetwork.MASKED))
            .reduceMax(false, 1)
            .mul(mask.reduceMax(true, 1)); // [S, W]
    if (k == 0) {
      return maximum;
    }
    OnnxValue first = visible.slice(1, 0, k).pad(0, 0, 0, 0, k, 0).slice(1, 0, k);
    return graph.concat(1, first.reshape(0, (long) k * width), maximum);
  }
}
