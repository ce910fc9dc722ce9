package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.training.Parameters;
import io.tidemark.pipelines.training.TrainingEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trained network and its export against scores that ranker_golden.py computed with NumPy, one
 * candidate and one action at a time.
 */
class RankerGoldenTest {
  private static final float TOLERANCE = 2e-5f;

  @TempDir private static Path folder;
  private static JsonNode golden;
  private static TrainingEngine engine;
  private static RankerNetwork network;
  private static RankerModel exported;

  @BeforeAll
  static void loadWeights() throws IOException {
    try (InputStream in = RankerGoldenTest.class.getResourceAsStream("ranker_golden.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    JsonNode sizes = golden.get("dimensions");
    RankerConfig.Architecture architecture =
        new RankerConfig.Architecture(
            sizes.get("attention").asInt(),
            sizes.get("pooled").asInt(),
            sizes.get("candidate").asInt(),
            sizes.get("action_type").asInt(),
            sizes.get("surface").asInt(),
            sizes.get("hidden").asInt());
    engine = TrainingEngine.open(1, 1);
    Parameters parameters = new Parameters(engine.manager(), 1);
    network =
        new RankerNetwork(parameters, architecture, pinDimension(), sizes.get("user").asInt());
    for (String name : List.copyOf(parameters.all().keySet())) {
      parameters.set(name, floats(golden.get("weights").get(name)));
    }
    RankerGraph.of(network, pinTower().build()).write(folder.resolve(RankerModel.FILE));
    exported = RankerModel.load(folder, 1);
  }

  @AfterAll
  static void close() {
    exported.close();
    engine.close();
  }

  @Test
  void theNetworkScoresAsTheReferenceDoes() {
    for (JsonNode one : golden.get("cases")) {
      float[] scores =
          engine.evaluate(
              manager ->
                  network
                      .logits(batch(manager, one))
                      .getNDArrayInternal()
                      .sigmoid()
                      .toFloatArray());
      assertThat(scores)
          .as(one.get("name").asText())
          .containsExactly(floats(one.get("scores")), within(TOLERANCE));
    }
  }

  @Test
  void theExportedGraphScoresAsTheReferenceDoes() {
    for (JsonNode one : golden.get("cases")) {
      assertThat(exported.probabilities(input(one)))
          .as(one.get("name").asText())
          .containsExactly(floats(one.get("scores")), within(TOLERANCE));
    }
  }

  @Test
  void paddingAndActionsOnUnknownPinsChangeNothing() {
    RankerInput input = input(golden.get("cases").get(0));
    int live = input.liveMask().length;
    int padded = live + 3;
    long[] types = Arrays.copyOf(input.liveActionTypes(), padded);
    long[] occurredAt = Arrays.copyOf(input.liveOccurredAt(), padded);
    Arrays.fill(types, live, padded, 9);
    Arrays.fill(occurredAt, live, padded, input.requestedAt()[0] - 1);
    RankerInput longer =
        new RankerInput(
            input.userEmbedding(),
            input.hasUser(),
            Arrays.copyOf(input.livePinVectors(), padded * pinDimension()),
            types,
            Arrays.copyOf(input.liveSurfaces(), padded),
            occurredAt,
            Arrays.copyOf(input.liveMask(), padded),
            input.requestedAt(),
            input.surface(),
            input.candidatePinVectors(),
            input.candidateActions());
    assertThat(exported.probabilities(longer))
        .containsExactly(exported.probabilities(input), within(1e-6f));
  }

  private static RankerInput input(JsonNode one) {
    return new RankerInput(
        floats(one.get("user_embedding")),
        new float[] {one.get("has_user").floatValue()},
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

  private static RankerBatch batch(NDManager manager, JsonNode one) {
    RankerInput input = input(one);
    int t = input.liveMask().length;
    int n = input.candidateActions().length;
    int p = pinDimension();
    int d = input.userEmbedding().length;
    return new RankerBatch(
        manager.create(input.userEmbedding(), new Shape(1, d)),
        manager.create(input.hasUser(), new Shape(1, 1)),
        manager.create(input.livePinVectors(), new Shape(1, t, p)),
        manager.create(towers(input.livePinVectors(), d), new Shape(1, t, d)),
        manager.create(input.liveActionTypes(), new Shape(1, t)),
        manager.create(input.liveSurfaces(), new Shape(1, t)),
        manager.create(input.liveOccurredAt(), new Shape(1, t)),
        manager.create(input.liveMask(), new Shape(1, t)),
        manager.create(input.requestedAt(), new Shape(1)),
        manager.create(input.surface(), new Shape(1)),
        manager.create(input.candidatePinVectors(), new Shape(1, n, p)),
        manager.create(towers(input.candidatePinVectors(), d), new Shape(1, n, d)),
        manager.create(input.candidateActions(), new Shape(1, n)));
  }

  /** The reference's pin tower, one layer: {@code [N * P]} to {@code [N * D]}. */
  private static float[] towers(float[] pins, int d) {
    float[] weight = floats(golden.get("weights").get("tower.weight"));
    float[] bias = floats(golden.get("weights").get("tower.bias"));
    int p = pinDimension();
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

  private static OnnxGraph pinTower() {
    int p = pinDimension();
    int d = golden.get("dimensions").get("user").asInt();
    OnnxGraph graph = new OnnxGraph("tower");
    OnnxValue pins = graph.input("pin_vectors", ElementType.FLOAT, "N", Integer.toString(p));
    OnnxValue weight =
        graph.constant("weight", floats(golden.get("weights").get("tower.weight")), d, p);
    OnnxValue bias = graph.constant("bias", floats(golden.get("weights").get("tower.bias")), d);
    graph.output(
        "pin_embeddings",
        pins.linear(weight.transpose(1, 0), bias).l2Normalize(1e-12f),
        ElementType.FLOAT,
        "N",
        Integer.toString(d));
    return graph;
  }

  private static int pinDimension() {
    return golden.get("dimensions").get("pin").asInt();
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
