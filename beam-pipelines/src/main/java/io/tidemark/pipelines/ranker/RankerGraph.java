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
 * {@link RankerNetwork} in ONNX, for R requests of N candidates each, with the frozen pin tower
 * inside: what serving feeds is what it has read, and nothing is computed twice.
 */
final class RankerGraph {
  static final String PROBABILITIES = "probabilities";

  static final String PIN_TOWER_INPUT = "pin_vectors";
  static final String PIN_TOWER_OUTPUT = "pin_embeddings";

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
        TensorSpec.float32("user_embedding", "R", Integer.toString(userDimension)),
        TensorSpec.float32("has_user", "R"),
        TensorSpec.float32("live_pin_vectors", "R", "T", p),
        TensorSpec.int64("live_action_types", "R", "T"),
        TensorSpec.int64("live_surfaces", "R", "T"),
        TensorSpec.int64("live_occurred_at", "R", "T"),
        TensorSpec.float32("live_mask", "R", "T"),
        TensorSpec.int64("requested_at", "R"),
        TensorSpec.int64("surface", "R"),
        TensorSpec.float32("candidate_pin_vectors", "R", "N", p),
        TensorSpec.float32("candidate_actions", "R", "N"));
  }

  /** What the graph answers for {@code heads} heads. */
  static List<TensorSpec> outputs(int heads) {
    return List.of(TensorSpec.float32(PROBABILITIES, "R", "N", Integer.toString(heads)));
  }

  private void write() {
    Map<String, OnnxValue> inputs = new HashMap<>();
    for (TensorSpec input : inputs(network.pinDimension(), network.userDimension())) {
      ElementType type = input.dtype().equals("int64") ? ElementType.INT64 : ElementType.FLOAT;
      inputs.put(
          input.name(), graph.input(input.name(), type, input.shape().toArray(String[]::new)));
    }
    OnnxValue candidates = inputs.get("candidate_pin_vectors"); // [R, N, P]
    OnnxValue livePins = inputs.get("live_pin_vectors"); // [R, T, P]
    OnnxValue liveMask = inputs.get("live_mask"); // [R, T]
    OnnxValue candidateTower = tower("candidate_tower/", candidates); // [R, N, D]
    OnnxValue liveTower = tower("live_tower/", livePins); // [R, T, D]
    OnnxValue likeness = candidates.matMul(livePins.transpose(0, 2, 1)); // [R, N, T]
    OnnxValue towerLikeness = candidateTower.matMul(liveTower.transpose(0, 2, 1)); // [R, N, T]
    OnnxValue signed = signedAttention(inputs, candidates, livePins, likeness, towerLikeness);

    OnnxValue hasUser = inputs.get("has_user"); // [R]
    OnnxValue cosine =
        candidateTower.matMul(inputs.get("user_embedding").unsqueeze(2)); // [R, N, 1]
    OnnxValue popularity =
        inputs
            .get("candidate_actions")
            .add(graph.scalar(1f))
            .log()
            .mul(RankerNetwork.LOG_ACTIONS_SCALE)
            .unsqueeze(2); // [R, N, 1]
    OnnxValue signs =
        graph.concat(
            2,
            cosine.mul(hasUser.unsqueeze(1, 2)),
            signed.mul(likeness).reduceSum(true, 2),
            signed.mul(towerLikeness).reduceSum(true, 2),
            signed.reduceSum(true, 2),
            popularity); // [R, N, SIGNS]
    OnnxValue flags =
        graph.concat(1, hasUser.unsqueeze(1), liveMask.reduceMax(true, 1)); // [R, FLAGS]
    OnnxValue pooled = signed.matMul(livePins.matMul(matrix("live.value"))); // [R, N, V]
    OnnxValue surface = constant("request.surfaces").gather(inputs.get("surface"), 0); // [R, S]
    OnnxValue features =
        graph.concat(
            2,
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
            .add(constant("wide.bias")); // [R, N, H]
    graph.output(PROBABILITIES, logits.sigmoid(), ElementType.FLOAT, "R", "N", "1");
  }

  /**
   * How much each candidate looks at each action, times the action's valence: {@code [R, N, T]}.
   */
  private OnnxValue signedAttention(
      Map<String, OnnxValue> inputs,
      OnnxValue candidates,
      OnnxValue livePins,
      OnnxValue likeness,
      OnnxValue towerLikeness) {
    OnnxValue one = graph.scalar(1f);
    OnnxValue types = inputs.get("live_action_types"); // [R, T]
    OnnxValue mask = inputs.get("live_mask"); // [R, T]
    OnnxValue seconds =
        inputs
            .get("requested_at")
            .unsqueeze(1)
            .sub(inputs.get("live_occurred_at"))
            .max(graph.scalar(0L))
            .cast(ElementType.FLOAT)
            .div(graph.scalar(1000f))
            .unsqueeze(2); // [R, T, 1]
    OnnxValue context =
        graph.concat(
            2,
            constant("live.types").gather(types, 0),
            constant("live.surfaces").gather(inputs.get("live_surfaces"), 0),
            seconds.add(one).log().mul(RankerNetwork.LOG_AGE_SCALE),
            one.div(seconds.div(graph.scalar(RankerNetwork.MINUTE)).add(one)),
            one.div(seconds.div(graph.scalar(RankerNetwork.HOUR)).add(one)));
    OnnxValue keys =
        livePins
            .matMul(matrix("live.key.pin"))
            .add(context.matMul(matrix("live.key.context")))
            .add(constant("live.key.bias")); // [R, T, A]
    OnnxValue queries =
        candidates
            .linear(matrix("live.query"), constant("live.query.bias"))
            .mul((float) (1 / Math.sqrt(network.architecture().attentionWidth()))); // [R, N, A]
    OnnxValue sharpness = constant("live.sharpness"); // [2]
    OnnxValue scores =
        queries
            .matMul(keys.transpose(0, 2, 1))
            .add(likeness.mul(sharpness.slice(0, 0, 1)))
            .add(towerLikeness.mul(sharpness.slice(0, 1, 2)))
            .add(mask.sub(one).mul(-RankerNetwork.MASKED).unsqueeze(1)); // [R, N, T]
    OnnxValue nothing =
        inputs.get("candidate_actions").mul(0).unsqueeze(2).add(constant("live.nothing"));
    OnnxValue attention =
        graph.concat(2, nothing, scores).softmax(2).slice(2, 1, Long.MAX_VALUE); // [R, N, T]
    return attention.mul(constant("live.valence").gather(types, 0).mul(mask).unsqueeze(1));
  }

  private OnnxValue tower(String prefix, OnnxValue pins) {
    return graph.include(pinTower, prefix, Map.of(PIN_TOWER_INPUT, pins)).get(PIN_TOWER_OUTPUT);
  }

  /** Rows {@code [R, width]} for every candidate: {@code [R, N, width]}. */
  private OnnxValue forEach(OnnxValue rows, OnnxValue candidates, long width) {
    OnnxValue n = candidates.size(1).unsqueeze(0); // [1]
    return rows.unsqueeze(1).expand(graph.concat(0, graph.vector(1), n, graph.vector(width)));
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
