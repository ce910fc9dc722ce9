package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.YamlConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rankers, requests and answers that ranker_golden.py wrote. */
final class GoldenRankers {
  private final TrainingEngine engine;
  private final JsonNode golden;
  private final Map<String, JsonNode> models = new LinkedHashMap<>();
  private final Map<String, RankerNetwork> networks = new LinkedHashMap<>();

  private GoldenRankers(TrainingEngine engine, JsonNode golden) {
    this.engine = engine;
    this.golden = golden;
    List<Head> heads = new ArrayList<>();
    for (JsonNode head : golden.get("heads")) {
      heads.add(
          new Head(
              head.get("name").asText(),
              List.of("save"),
              1,
              head.get("utility_weight").doubleValue()));
    }
    for (JsonNode model : golden.get("models")) {
      String name = model.get("name").asText();
      RankerConfig config =
          new RankerConfig(
              YamlConfig.read(Architecture.class, model.get("architecture"), name),
              heads,
              RankerConfig.read("small").requests(),
              RankerConfig.read("small").training());
      Parameters parameters = new Parameters(engine.manager(), 1);
      RankerNetwork network =
          new RankerNetwork(engine, parameters, config, pinWidth(), userWidth());
      for (String parameter : List.copyOf(parameters.all().keySet())) {
        parameters.set(parameter, floats(model.get("weights").get(parameter)));
      }
      models.put(name, model);
      networks.put(name, network);
    }
  }

  static GoldenRankers read(TrainingEngine engine) throws IOException {
    return new GoldenRankers(engine, file());
  }

  static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    file().get("models").forEach(model -> names.add(model.get("name").asText()));
    return names;
  }

  private static JsonNode file() throws IOException {
    try (InputStream in = GoldenRankers.class.getResourceAsStream("ranker_golden.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  int cases() {
    return golden.get("cases").size();
  }

  String caseName(int number) {
    return golden.get("cases").get(number).get("name").asText();
  }

  /** The reference's answer, row-major. */
  float[] expected(String model, int number) {
    return floats(models.get(model).get("probabilities").get(number));
  }

  /** The network's answer. */
  float[] trained(String model, int number) {
    return engine.evaluate(
        manager ->
            networks
                .get(model)
                .logits(batch(manager, input(model, number)), false)
                .getNDArrayInternal()
                .sigmoid()
                .toFloatArray());
  }

  Parameters parameters(String model) {
    return networks.get(model).parameters();
  }

  OnnxGraph graph(String model) {
    return RankerGraph.of(networks.get(model), pinTower().build());
  }

  /** Whether a model looks at interests. */
  boolean hasInterests(String model) {
    return models.get(model).get("architecture").get("interests").booleanValue();
  }

  RankerInput input(String model, int number) {
    JsonNode one = golden.get("cases").get(number);
    return new RankerInput(
        floats(one.get("user_embedding")),
        new float[] {one.get("has_user").floatValue()},
        hasInterests(model) ? floats(one.get(RankerGraph.INTERESTS)) : null,
        floats(one.get("live_pin_vectors")),
        longs(one.get("live_action_types")),
        longs(one.get("live_surfaces")),
        longs(one.get("live_occurred_at")),
        floats(one.get("live_mask")),
        new long[] {one.get("requested_at").longValue()},
        new long[] {one.get("surface").longValue()},
        floats(one.get("candidate_pin_vectors")),
        floats(one.get("candidate_actions")));
  }

  private RankerBatch batch(NDManager manager, RankerInput input) {
    int t = input.liveMask().length;
    int n = input.candidateActions().length;
    int p = pinWidth();
    int d = userWidth();
    return new RankerBatch(
        manager.create(input.userEmbedding(), new Shape(1, d)),
        manager.create(input.hasUser(), new Shape(1, 1)),
        input.interestAverage() == null
            ? manager.zeros(new Shape(1, p))
            : manager.create(input.interestAverage(), new Shape(1, p)),
        manager.create(input.livePinVectors(), new Shape(1, t, p)),
        manager.create(towers(input.livePinVectors()), new Shape(1, t, d)),
        manager.create(input.liveActionTypes(), new Shape(1, t)),
        manager.create(input.liveSurfaces(), new Shape(1, t)),
        manager.create(input.liveOccurredAt(), new Shape(1, t)),
        manager.create(input.liveMask(), new Shape(1, t)),
        manager.create(input.requestedAt(), new Shape(1)),
        manager.create(input.surface(), new Shape(1)),
        manager.create(input.candidatePinVectors(), new Shape(1, n, p)),
        manager.create(towers(input.candidatePinVectors()), new Shape(1, n, d)),
        manager.create(input.candidateActions(), new Shape(1, n)),
        manager.zeros(new Shape(1, n, 3)),
        manager.zeros(new Shape(1, n, 3)));
  }

  /** The reference's pin tower, one layer: {@code [N * P]} to {@code [N * D]}. */
  private float[] towers(float[] pins) {
    float[] weight = floats(golden.get("tower").get("weight"));
    float[] bias = floats(golden.get("tower").get("bias"));
    int p = pinWidth();
    int d = userWidth();
    float[] towers = new float[pins.length / p * d];
    for (int pin = 0; pin < pins.length / p; pin++) {
      double length = 0;
      for (int out = 0; out < d; out++) {
        float sum = bias[out];
        for (int in = 0; in < p; in++) {
          sum += weight[out * p + in] * pins[pin * p + in];
        }
        towers[pin * d + out] = sum;
        length += sum * sum;
      }
      for (int out = 0; out < d; out++) {
        towers[pin * d + out] /= (float) Math.sqrt(length);
      }
    }
    return towers;
  }

  private OnnxGraph pinTower() {
    OnnxGraph graph = new OnnxGraph("tower");
    OnnxValue pins =
        graph.input("pin_vectors", ElementType.FLOAT, "N", Integer.toString(pinWidth()));
    OnnxValue weight =
        graph.constant(
            "weight", floats(golden.get("tower").get("weight")), userWidth(), pinWidth());
    OnnxValue bias = graph.constant("bias", floats(golden.get("tower").get("bias")), userWidth());
    graph.output(
        "pin_embeddings",
        pins.linear(weight.transpose(1, 0), bias).l2Normalize(1e-12f),
        ElementType.FLOAT,
        "N",
        Integer.toString(userWidth()));
    return graph;
  }

  private int pinWidth() {
    return golden.get("pin").asInt();
  }

  private int userWidth() {
    return golden.get("user").asInt();
  }

  /** Numbers in any depth of lists, row-major. */
  private static float[] floats(JsonNode node) {
    List<Float> values = new ArrayList<>();
    collect(node, values);
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private static void collect(JsonNode node, List<Float> values) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, values));
    } else {
      values.add(node.floatValue());
    }
  }

  private static long[] longs(JsonNode node) {
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).longValue();
    }
    return values;
  }
}
