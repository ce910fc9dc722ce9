package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link RankerNetwork} in ONNX, for one request (B = 1), with the frozen pin tower inside: what
 * serving feeds is what it has read, and nothing is computed twice.
 */
final class RankerGraph {
  static final String SCORES = "scores";

  private static final String PIN_TOWER_INPUT = "pin_vectors";
  private static final String PIN_TOWER_OUTPUT = "pin_embeddings";

  private final RankerNetwork network;
  private final ModelProto pinTower;
  private final OnnxGraph graph = new OnnxGraph("ranker");

  private RankerGraph(RankerNetwork network, ModelProto pinTower) {
    this.network = network;
    this.pinTower = pinTower;
  }

  /**
   * The graph of a trained network.
   *
   * @param pinTower of the PinnerFormer that the network was trained on
   */
  static OnnxGraph of(RankerNetwork network, ModelProto pinTower) {
    RankerGraph writer = new RankerGraph(network, pinTower);
    writer.write();
    return writer.graph;
  }

  /** What the graph takes, in its order. */
  static List<TensorSpec> inputs(int pinDimension, int userDimension) {
    String p = Integer.toString(pinDimension);
    return List.of(
        TensorSpec.float32("user_embedding", "1", Integer.toString(userDimension)),
        TensorSpec.float32("has_user", "1"),
        TensorSpec.float32("live_pin_vectors", "1", "T", p),
        TensorSpec.int64("live_action_types", "1", "T"),
        TensorSpec.int64("live_surfaces", "1", "T"),
        TensorSpec.int64("live_occurred_at", "1", "T"),
        TensorSpec.float32("live_mask", "1", "T"),
        TensorSpec.int64("requested_at", "1"),
        TensorSpec.int64("surface", "1"),
        TensorSpec.float32("candidate_pin_vectors", "N", p),
        TensorSpec.float32("candidate_actions", "N"));
  }

  /** What the graph answers. */
  static List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32(SCORES, "N"));
  }

  private void write() {
    Map<String, OnnxValue> inputs = new HashMap<>();
    for (TensorSpec input : inputs(network.pinDimension(), network.userDimension())) {
      ElementType type = input.dtype().equals("int64") ? ElementType.INT64 : ElementType.FLOAT;
      inputs.put(
          input.name(), graph.input(input.name(), type, input.shape().toArray(String[]::new)));
    }
    OnnxValue candidates = inputs.get("candidate_pin_vectors"); // [N, P]
    OnnxValue livePins = inputs.get("live_pin_vectors").squeeze(0); // [T, P]
    OnnxValue liveMask = inputs.get("live_mask"); // [1, T]
    OnnxValue candidateTower = tower("candidate_tower/", candidates); // [N, D]
    OnnxValue liveTower = tower("live_tower/", livePins); // [T, D]
    OnnxValue likeness = candidates.matMul(livePins.transpose(1, 0)); // [N, T]
    OnnxValue towerLikeness = candidateTower.matMul(liveTower.transpose(1, 0)); // [N, T]
    OnnxValue signed = signedAttention(inputs, candidates, livePins, likeness, towerLikeness);

    OnnxValue hasUser = inputs.get("has_user"); // [1]
    OnnxValue cosine =
        candidateTower.matMul(inputs.get("user_embedding").transpose(1, 0)); // [N, 1]
    OnnxValue popularity =
        inputs
            .get("candidate_actions")
            .add(graph.scalar(1f))
            .log()
            .mul(RankerNetwork.LOG_ACTIONS_SCALE)
            .unsqueeze(1); // [N, 1]
    OnnxValue signs =
        graph.concat(
            1,
            cosine.mul(hasUser),
            signed.mul(likeness).reduceSum(true, 1),
            signed.mul(towerLikeness).reduceSum(true, 1),
            signed.reduceSum(true, 1),
            popularity); // [N, SIGNS]
    OnnxValue flags =
        graph.concat(1, hasUser.unsqueeze(0), liveMask.reduceMax(true, 1)); // [1, FLAGS]
    OnnxValue pooled = signed.matMul(livePins.matMul(matrix("live.value"))); // [N, V]
    OnnxValue surface = constant("request.surfaces").gather(inputs.get("surface"), 0); // [1, S]
    OnnxValue features =
        graph.concat(
            1,
            signs,
            forEach(flags, candidates, RankerNetwork.FLAGS),
            pooled,
            candidates.matMul(matrix("candidate")),
            forEach(surface, candidates, network.architecture().surfaceWidth()));
    OnnxValue hidden = features.linear(matrix("deep.in.weight"), constant("deep.in.bias")).gelu();
    OnnxValue logits =
        hidden
            .matMul(matrix("deep.out.weight"))
            .add(signs.matMul(matrix("wide.weight")))
            .add(constant("wide.bias")); // [N, 1]
    graph.output(SCORES, logits.squeeze(1).sigmoid(), ElementType.FLOAT, "N");
  }

  /** How much each candidate looks at each action, times the action's valence: {@code [N, T]}. */
  private OnnxValue signedAttention(
      Map<String, OnnxValue> inputs,
      OnnxValue candidates,
      OnnxValue livePins,
      OnnxValue likeness,
      OnnxValue towerLikeness) {
    OnnxValue one = graph.scalar(1f);
    OnnxValue types = inputs.get("live_action_types").squeeze(0); // [T]
    OnnxValue mask = inputs.get("live_mask"); // [1, T]
    OnnxValue seconds =
        inputs
            .get("requested_at")
            .sub(inputs.get("live_occurred_at").squeeze(0))
            .max(graph.scalar(0L))
            .cast(ElementType.FLOAT)
            .div(graph.scalar(1000f))
            .unsqueeze(1); // [T, 1]
    OnnxValue context =
        graph.concat(
            1,
            constant("live.types").gather(types, 0),
            constant("live.surfaces").gather(inputs.get("live_surfaces").squeeze(0), 0),
            seconds.add(one).log().mul(RankerNetwork.LOG_AGE_SCALE),
            one.div(seconds.div(graph.scalar(RankerNetwork.MINUTE)).add(one)),
            one.div(seconds.div(graph.scalar(RankerNetwork.HOUR)).add(one)));
    OnnxValue keys =
        livePins
            .matMul(matrix("live.key.pin"))
            .add(context.matMul(matrix("live.key.context")))
            .add(constant("live.key.bias")); // [T, A]
    OnnxValue queries =
        candidates
            .linear(matrix("live.query"), constant("live.query.bias"))
            .mul((float) (1 / Math.sqrt(network.architecture().attentionWidth()))); // [N, A]
    OnnxValue sharpness = constant("live.sharpness"); // [2]
    OnnxValue scores =
        queries
            .matMul(keys.transpose(1, 0))
            .add(likeness.mul(sharpness.slice(0, 0, 1)))
            .add(towerLikeness.mul(sharpness.slice(0, 1, 2)))
            .add(mask.sub(one).mul(-RankerNetwork.MASKED)); // [N, T]
    OnnxValue nothing = forEach(constant("live.nothing").unsqueeze(0), candidates, 1); // [N, 1]
    OnnxValue attention =
        graph.concat(1, nothing, scores).softmax(1).slice(1, 1, Long.MAX_VALUE); // [N, T]
    return attention.mul(constant("live.valence").gather(types, 0).mul(mask));
  }

  private OnnxValue tower(String prefix, OnnxValue pins) {
    return graph.include(pinTower, prefix, Map.of(PIN_TOWER_INPUT, pins)).get(PIN_TOWER_OUTPUT);
  }

  /** One row {@code [1, width]} for every candidate: {@code [N, width]}. */
  private OnnxValue forEach(OnnxValue row, OnnxValue candidates, long width) {
    OnnxValue n = candidates.size(0).unsqueeze(0); // [1]
    return row.expand(graph.concat(0, n, graph.vector(width)));
  }

  /** A parameter as it is. */
  private OnnxValue constant(String name) {
    NDArray array = network.parameters().get(name);
    return graph.constant(name, array.toFloatArray(), array.getShape().getShape());
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}; the runtime turns it once, when it loads. */
  private OnnxValue matrix(String name) {
    return constant(name).transpose(1, 0);
  }
}
