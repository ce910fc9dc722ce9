package io.tidemark.pipelines.ranker;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.GraphWeights;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link RankerNetwork} in ONNX, for R requests of N candidates each, with the frozen pin tower
 * inside: what serving feeds is what it has read, and nothing is computed twice.
 */
final class RankerGraph {
  static final String PROBABILITIES = "probabilities";
  static final String INTERESTS = "interest_average";
  static final String PIN_TOWER_INPUT = "pin_vectors";
  static final String PIN_TOWER_OUTPUT = "pin_embeddings";

  private final RankerNetwork network;
  private final Architecture architecture;
  private final ModelProto pinTower;
  private final OnnxGraph graph = new OnnxGraph("ranker");
  private final GraphWeights weights;
  private final Map<String, OnnxValue> inputs = new HashMap<>();

  private RankerGraph(RankerNetwork network, ModelProto pinTower) {
    this.network = network;
    this.architecture = network.architecture();
    this.pinTower = pinTower;
    this.weights = new GraphWeights(graph, network.parameters());
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

  /**
   * What the graph takes, in its order.
   *
   * @param interests whether the average of interests is among it
   */
  static List<TensorSpec> inputs(int pinDimension, int userDimension, boolean interests) {
    String p = Integer.toString(pinDimension);
    List<TensorSpec> inputs = new ArrayList<>();
    inputs.addAll(
        List.of(
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
            TensorSpec.float32("candidate_actions", "R", "N")));
    if (interests) {
      inputs.add(TensorSpec.float32(INTERESTS, "R", p));
    }
    return inputs;
  }

  /** What the graph answers for {@code heads} heads. */
  static List<TensorSpec> outputs(int heads) {
    return List.of(TensorSpec.float32(PROBABILITIES, "R", "N", Integer.toString(heads)));
  }

  private void write() {
    for (TensorSpec input :
        inputs(network.pinDimension(), network.userDimension(), architecture.interests())) {
      ElementType type = input.dtype().equals("int64") ? ElementType.INT64 : ElementType.FLOAT;
      inputs.put(
          input.name(), graph.input(input.name(), type, input.shape().toArray(String[]::new)));
    }
    OnnxValue candidates = inputs.get("candidate_pin_vectors"); // [R, N, P]
    List<OnnxValue> signs = new ArrayList<>(); // each [R, N, ...]
    List<OnnxValue> features = new ArrayList<>(); // each [R, N, ...]
    OnnxValue tower = usesTower() ? tower("candidate_tower/", candidates) : null; // [R, N, D]
    if (architecture.batch()) {
      OnnxValue hasUser = inputs.get("has_user").unsqueeze(1); // [R, 1]
      OnnxValue user = inputs.get("user_embedding");
      signs.add(tower.matMul(user.unsqueeze(2)).mul(hasUser.unsqueeze(2)));
      features.add(forEach(hasUser, 1));
      features.add(
          architecture.userWidth() > 0
              ? forEach(weights.linear(user, "user").mul(hasUser), architecture.userWidth())
              : forEach(user.mul(hasUser), network.userDimension()));
    }
    if (architecture.interests()) {
      addInterests(signs, features);
    }
    if (architecture.live()) {
      OnnxValue ages = ages();
      if (network.hasLikeness()) {
        signs.add(likeness(tower, ages));
      }
      features.add(forEach(inputs.get("live_mask").reduceMax(true, 1), 1));
      addLive(features, ages);
    }
    OnnxValue popularity = inputs.get("candidate_actions").add(graph.scalar(1f)).log();
    signs.add(popularity.mul(RankerNetwork.LOG_ACTIONS_SCALE).unsqueeze(2));
    OnnxValue known = concat(signs); // [R, N, signs]
    features.add(known);
    features.add(weights.linear(candidates, "candidate"));
    features.add(
        forEach(
            weights.constant("request.surfaces").gather(inputs.get("surface"), 0),
            architecture.surfaceWidth()));
    OnnxValue x0 = concat(features);
    OnnxValue x = x0; // [R, N, F]
    for (int layer = 0; layer < architecture.crossLayers(); layer++) {
      x = x0.mul(weights.linear(x, "cross" + layer)).add(x);
    }
    OnnxValue hidden = weights.linear(x, "deep").gelu();
    OnnxValue logits =
        weights.linear(hidden, "heads").add(known.matMul(weights.matrix("signs.weight")));
    graph.output(
        PROBABILITIES,
        logits.sigmoid(),
        ElementType.FLOAT,
        "R",
        "N",
        Integer.toString(network.heads().size()));
  }

  private void addInterests(List<OnnxValue> signs, List<OnnxValue> features) {
    OnnxValue average = inputs.get(INTERESTS); // [R, P]
    OnnxValue known = average.mul(average).reduceSum(true, 1); // [R, 1]
    signs.add(inputs.get("candidate_pin_vectors").matMul(average.unsqueeze(2)));
    features.add(forEach(known, 1));
    features.add(
        architecture.userWidth() > 0
            ? forEach(weights.linear(average, "interests").mul(known), architecture.userWidth())
            : forEach(average, network.pinDimension()));
  }

  private boolean usesTower() {
    return architecture.batch() || network.hasLikeness();
  }

  private void addLive(List<OnnxValue> features, OnnxValue ages) {
    SequenceGraph sequence = new SequenceGraph(graph, weights, network.parameters(), architecture);
    OnnxValue rows = actionRows(ages); // [R, T, action]
    OnnxValue mask = inputs.get("live_mask");
    OnnxValue candidates = inputs.get("candidate_pin_vectors");
    if (architecture.isEarlyFusion()) {
      OnnxValue fused = weights.linear(candidates, "live.candidate"); // [R, N, fused]
      features.add(readOut(sequence.earlyFusion(rows, fused, mask)));
      return;
    }
    OnnxValue encoded = sequence.encode(rows, mask); // [R, T, W]
    OnnxValue query =
        weights
            .linear(candidates, "attend.query")
            .mul((float) (1 / Math.sqrt(architecture.attendWidth()))); // [R, N, A]
    OnnxValue looks =
        query.matMul(weights.linear(encoded, "attend.key").transpose(0, 2, 1)); // [R, N, T]
    OnnxValue attention = attention(looks.add(hidden(mask).unsqueeze(1)), "attend.nothing");
    features.add(attention.matMul(weights.linear(encoded, "attend.value"))); // [R, N, A]
    features.add(forEach(readOut(sequence.readOut(encoded, mask)), architecture.readOutWidth()));
  }

  private OnnxValue readOut(OnnxValue raw) {
    return architecture.sequence().readOutWidth() > 0 ? weights.linear(raw, "live.read_out") : raw;
  }

  /** As {@link Likeness#signs}: {@code [R, N, 3]}. */
  private OnnxValue likeness(OnnxValue candidateTower, OnnxValue ages) {
    OnnxValue livePins = inputs.get("live_pin_vectors");
    OnnxValue mask = inputs.get("live_mask");
    OnnxValue types = inputs.get("live_action_types");
    OnnxValue pins =
        inputs.get("candidate_pin_vectors").matMul(livePins.transpose(0, 2, 1)); // [R, N, T]
    OnnxValue towers =
        candidateTower.matMul(tower("live_tower/", livePins).transpose(0, 2, 1)); // [R, N, T]
    OnnxValue sharpness = weights.constant("likeness.sharpness"); // [2]
    OnnxValue byAction =
        weights
            .constant("likeness.types")
            .gather(types, 0)
            .add(ages.matMul(weights.matrix("likeness.ages")).squeeze(2))
            .add(hidden(mask)); // [R, T]
    OnnxValue looks =
        pins.mul(sharpness.slice(0, 0, 1))
            .add(towers.mul(sharpness.slice(0, 1, 2)))
            .add(byAction.unsqueeze(1)); // [R, N, T]
    OnnxValue valence = weights.constant("likeness.valence").gather(types, 0).mul(mask);
    OnnxValue signed = attention(looks, "likeness.nothing").mul(valence.unsqueeze(1));
    return graph.concat(
        2,
        signed.mul(pins).reduceSum(true, 2),
        signed.mul(towers).reduceSum(true, 2),
        signed.reduceSum(true, 2));
  }

  /** A softmax over the actions and a learned nothing, of which the actions' shares are kept. */
  private OnnxValue attention(OnnxValue looks, String nothing) {
    OnnxValue rest =
        inputs.get("candidate_actions").mul(0).unsqueeze(2).add(weights.constant(nothing));
    return graph.concat(2, rest, looks).softmax(2).slice(2, 1, Long.MAX_VALUE);
  }

  /** 0 for a row, far below everything for padding. */
  private OnnxValue hidden(OnnxValue mask) {
    return mask.sub(graph.scalar(1f)).mul(-RankerNetwork.MASKED);
  }

  private OnnxValue actionRows(OnnxValue ages) {
    List<OnnxValue> parts = new ArrayList<>();
    parts.add(weights.constant("live.types").gather(inputs.get("live_action_types"), 0));
    if (architecture.sequence().surfaceWidth() > 0) {
      parts.add(weights.constant("live.surfaces").gather(inputs.get("live_surfaces"), 0));
    }
    if (architecture.sequence().ageWidth() > 0) {
      parts.add(weights.linear(ages, "live.ages"));
    }
    parts.add(weights.linear(inputs.get("live_pin_vectors"), "live.pin"));
    return concat(parts);
  }

  /** How long before the request each action was: {@code [R, T, 3]}. */
  private OnnxValue ages() {
    OnnxValue one = graph.scalar(1f);
    OnnxValue seconds =
        inputs
            .get("requested_at")
            .unsqueeze(1)
            .sub(inputs.get("live_occurred_at"))
            .max(graph.scalar(0L))
            .cast(ElementType.FLOAT)
            .div(graph.scalar(1000f))
            .unsqueeze(2); // [R, T, 1]
    return graph.concat(
        2,
        seconds.add(one).log().mul(ActionAges.LOG_SCALE),
        one.div(seconds.div(graph.scalar(ActionAges.MINUTE)).add(one)),
        one.div(seconds.div(graph.scalar(ActionAges.HOUR)).add(one)));
  }

  private OnnxValue tower(String prefix, OnnxValue pins) {
    return graph.include(pinTower, prefix, Map.of(PIN_TOWER_INPUT, pins)).get(PIN_TOWER_OUTPUT);
  }

  private OnnxValue concat(List<OnnxValue> values) {
    return graph.concat(2, values.toArray(OnnxValue[]::new));
  }

  /** Rows {@code [R, width]} for every candidate: {@code [R, N, width]}. */
  private OnnxValue forEach(OnnxValue rows, long width) {
    OnnxValue n = inputs.get("candidate_pin_vectors").size(1).unsqueeze(0); // [1]
    return rows.unsqueeze(1).expand(graph.concat(0, graph.vector(1), n, graph.vector(width)));
  }
}
