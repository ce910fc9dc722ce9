package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TensorSpec;
import java.util.List;

/**
 * {@link PinnerFormerNetwork} as two ONNX graphs: the user graph, from raw actions to the newest
 * row's embedding, and the pin tower. The user graph's last layer is computed for the newest row
 * only: nothing else of it is asked for.
 */
final class PinnerFormerGraph {
  static final String USER_EMBEDDING = "user_embedding";
  static final String PIN_EMBEDDINGS = "pin_embeddings";

  private final PinnerFormerNetwork network;
  private final PinnerFormerConfig.Architecture architecture;
  private final Parameters parameters;

  PinnerFormerGraph(PinnerFormerNetwork network) {
    this.network = network;
    this.architecture = network.architecture();
    this.parameters = network.parameters();
  }

  /** The user graph's inputs: rows oldest first, padding on the right. */
  List<TensorSpec> inputs() {
    return List.of(
        TensorSpec.float32(
            SequenceBatch.PIN_VECTORS, "B", "T", Integer.toString(network.pinDimension())),
        TensorSpec.int64(SequenceBatch.ACTION_TYPES, "B", "T"),
        TensorSpec.int64(SequenceBatch.SURFACES, "B", "T"),
        TensorSpec.float32(SequenceBatch.DURATION, "B", "T"),
        TensorSpec.int64(SequenceBatch.OCCURRED_AT, "B", "T"),
        TensorSpec.int64(SequenceBatch.LENGTH, "B"));
  }

  List<TensorSpec> outputs() {
    return List.of(
        TensorSpec.float32(USER_EMBEDDING, "B", Integer.toString(architecture.dimension())));
  }

  /** From {@code [N, P]} to {@code [N, D]}. */
  OnnxGraph pinTower() {
    OnnxGraph graph = new OnnxGraph("pin_tower");
    GraphWeights weights = new GraphWeights(graph, parameters);
    OnnxValue pins =
        graph.input(
            SequenceBatch.PIN_VECTORS,
            ElementType.FLOAT,
            "N",
            Integer.toString(network.pinDimension()));
    OnnxValue embedded =
        architecture.pinTowerHidden() > 0
            ? weights.linear(weights.linear(pins, "pin.in").gelu(), "pin.out")
            : pins;
    OnnxValue embeddings = embedded.l2Normalize(PinnerFormerNetwork.NORM_EPSILON);
    graph.output(
        PIN_EMBEDDINGS,
        embeddings,
        ElementType.FLOAT,
        "N",
        Integer.toString(architecture.dimension()));
    return graph;
  }

  /** From the six inputs to {@code [B, D]}. */
  OnnxGraph userTower() {
    OnnxGraph graph = new OnnxGraph("pinnerformer");
    GraphWeights weights = new GraphWeights(graph, parameters);
    String pinWidth = Integer.toString(network.pinDimension());
    OnnxValue pins = graph.input(SequenceBatch.PIN_VECTORS, ElementType.FLOAT, "B", "T", pinWidth);
    OnnxValue types = graph.input(SequenceBatch.ACTION_TYPES, ElementType.INT64, "B", "T");
    OnnxValue surfaces = graph.input(SequenceBatch.SURFACES, ElementType.INT64, "B", "T");
    OnnxValue duration = graph.input(SequenceBatch.DURATION, ElementType.FLOAT, "B", "T");
    OnnxValue time = graph.input(SequenceBatch.OCCURRED_AT, ElementType.INT64, "B", "T");
    OnnxValue length = graph.input(SequenceBatch.LENGTH, ElementType.INT64, "B");

    OnnxValue newestRow = length.sub(graph.scalar(1L)).max(graph.scalar(0L)).unsqueeze(1);
    OnnxValue steps = graph.range(graph.scalar(0L), time.size(1)).unsqueeze(0); // [1, T]
    FeatureSwitches switches = network.config().features();
    OnnxValue x = weights.constant("user.features.bias"); // [H], in the end [B, T, H]
    if (switches.pinEmbedding()) {
      x = pins.matMul(weights.matrix(PinnerFormerNetwork.PIN_WEIGHT)).add(x);
    }
    if (network.hasFeatures()) {
      OnnxValue features =
          new FeatureGraph(graph, weights, switches)
              .encode(types, surfaces, duration, time, newestRow);
      x = features.matMul(weights.matrix("user.features.weight")).add(x);
    }
    if (switches.position()) {
      x = positions(graph, weights, newestRow, steps).add(x);
    }
    OnnxValue rows = steps.squeeze(0).unsqueeze(1); // [T, 1]
    OnnxValue causal = mask(graph, steps.greater(rows)); // [T, T]
    OnnxValue upToNewest = mask(graph, steps.greater(newestRow)).unsqueeze(1, 2); // [B, 1, 1, T]
    for (int layer = 0; layer < architecture.layers(); layer++) {
      boolean last = layer == architecture.layers() - 1;
      String prefix = "user.layer" + layer;
      OnnxValue normed = weights.norm(x, prefix + ".attention_norm");
      OnnxValue asking = last ? newestOf(graph, normed, newestRow) : normed;
      OnnxValue residual = last ? newestOf(graph, x, newestRow) : x;
      OnnxValue attended = attend(weights, normed, asking, last ? upToNewest : causal, prefix);
      x = residual.add(attended);
      OnnxValue inner = weights.linear(weights.norm(x, prefix + ".ffn_norm"), prefix + ".ffn_in");
      x = x.add(weights.linear(inner.gelu(), prefix + ".ffn_out"));
    }
    OnnxValue newest = weights.norm(x.squeeze(1), "user.out_norm");
    if (architecture.outputHidden() > 0) {
      newest = weights.linear(newest, "user.out_in").gelu();
    }
    graph.output(
        USER_EMBEDDING,
        weights.linear(newest, "user.out").l2Normalize(PinnerFormerNetwork.NORM_EPSILON),
        ElementType.FLOAT,
        "B",
        Integer.toString(architecture.dimension()));
    return graph;
  }

  /** Learned positions, counted from the newest row; padding has the newest row's. */
  private OnnxValue positions(
      OnnxGraph graph, GraphWeights weights, OnnxValue newestRow, OnnxValue steps) {
    OnnxValue index =
        newestRow
            .sub(steps)
            .max(graph.scalar(0L))
            .min(graph.scalar((long) architecture.window() - 1));
    return weights.constant(PinnerFormerNetwork.POSITIONS).gather(index, 0);
  }

  private static OnnxValue mask(OnnxGraph graph, OnnxValue hidden) {
    return hidden.where(graph.scalar(PinnerFormerNetwork.MASKED), graph.scalar(0f));
  }

  /** {@code [B, T, H]} to {@code [B, 1, H]}. */
  private OnnxValue newestOf(OnnxGraph graph, OnnxValue x, OnnxValue newestRow) {
    OnnxValue index = newestRow.unsqueeze(-1); // [B, 1, 1]
    return x.gatherElements(index.expand(graph.vector(1, 1, architecture.hidden())), 1);
  }

  /**
   * Attention of the asking rows over all rows.
   *
   * @param x {@code [B, T, H]}
   * @param asking {@code [B, T or 1, H]}
   */
  private OnnxValue attend(
      GraphWeights weights, OnnxValue x, OnnxValue asking, OnnxValue mask, String prefix) {
    int heads = architecture.heads();
    int width = architecture.hidden() / heads;
    OnnxValue query =
        weights
            .linearPart(asking, prefix + ".attention_in", 0, 3)
            .mul((float) (1 / Math.sqrt(width)))
            .reshape(0, -1, heads, width)
            .transpose(0, 2, 1, 3); // [B, heads, T or 1, width]
    OnnxValue key =
        weights
            .linearPart(x, prefix + ".attention_in", 1, 3)
            .reshape(0, -1, heads, width)
            .transpose(0, 2, 3, 1); // [B, heads, width, T]
    OnnxValue value =
        weights
            .linearPart(x, prefix + ".attention_in", 2, 3)
            .reshape(0, -1, heads, width)
            .transpose(0, 2, 1, 3); // [B, heads, T, width]
    OnnxValue mixed =
        query
            .matMul(key)
            .add(mask)
            .softmax(-1)
            .matMul(value)
            .transpose(0, 2, 1, 3)
            .reshape(0, -1, architecture.hidden());
    return weights.linear(mixed, prefix + ".attention_out");
  }
}
