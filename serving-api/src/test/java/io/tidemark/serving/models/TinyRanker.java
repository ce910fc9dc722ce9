package io.tidemark.serving.models;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A ranker small enough to be computed by hand, exported as the pipelines export the real one: with
 * {@code x = scale * (candidate . user + candidate . sum of live pins) + 0.001 * popularity},
 * {@code save} is {@code sigmoid(x)} and {@code hide} is {@code sigmoid(-x)}.
 */
public final class TinyRanker {
  /** The width of pins and of users. */
  public static final int WIDTH = 4;

  /** What hiding counts in the utility; saving counts 1. */
  public static final float HIDE_WEIGHT = -0.5f;

  private TinyRanker() {}

  /** The utility of a candidate with that {@code x}. */
  public static double utility(double x) {
    return sigmoid(x) + HIDE_WEIGHT * sigmoid(-x);
  }

  /** The probability of a save at that {@code x}. */
  public static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /**
   * Writes the ranker's folder and returns its release.
   *
   * @param folder to be created
   * @param version of the ranker, and the id of its release
   * @param scale how much the tides count; negative turns the order round, infinite makes no number
   *     of candidates that neither tide points to
   * @param requires versions of pins and pinnerformer, and of pinnersage if it is to look at the
   *     average of interests: {@code x} then has {@code scale * candidate . average}, too
   */
  public static Release write(
      Path folder, String version, float scale, Map<String, String> requires) throws IOException {
    boolean interests = requires.containsKey(Release.PINNERSAGE);
    Files.createDirectories(folder);
    byte[] onnx = graph(scale, interests).toByteArray();
    Files.write(folder.resolve("model.onnx"), onnx);
    Map<String, Object> card = new TreeMap<>();
    card.put("model", "ranker");
    card.put("version", version);
    card.put("files", Map.of("model.onnx", sha256(onnx)));
    card.put("inputs", inputs(interests).stream().map(name -> Map.of("name", name)).toList());
    card.put("outputs", List.of(Map.of("name", "probabilities")));
    card.put(
        "heads",
        List.of(
            Map.of("name", "save", "weight", 1), Map.of("name", "hide", "weight", HIDE_WEIGHT)));
    Map<String, Integer> actionTypes = new TreeMap<>();
    for (ActionType type : ActionType.values()) {
      actionTypes.put(type.wireName(), type.code());
    }
    card.put("action_type_codes", actionTypes);
    Map<String, Integer> surfaces = new TreeMap<>();
    for (Surface surface : Surface.values()) {
      surfaces.put(surface.wireName(), surface.code());
    }
    card.put("surface_codes", surfaces);
    card.put("requires", requires);
    card.put("dimensions", Map.of("pin", WIDTH, "user", WIDTH));
    new ObjectMapper().writeValue(folder.resolve("model.json").toFile(), card);
    return new Release(
        Release.RANKER,
        version,
        version,
        Instant.parse("2026-11-21T00:00:00Z"),
        Optional.of(folder.toUri().toString()),
        0,
        requires,
        Map.of(),
        Instant.parse("2026-11-21T01:00:00Z"));
  }

  private static Set<String> inputs(boolean interests) {
    Set<String> inputs = new TreeSet<>(InputArena.INPUTS);
    if (interests) {
      inputs.add(InputArena.INTERESTS);
    }
    return inputs;
  }

  private static ModelProto graph(float scale, boolean interests) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny-ranker");
    input(graph, "user_embedding", TensorProto.DataType.FLOAT, "R", "4");
    input(graph, "has_user", TensorProto.DataType.FLOAT, "R");
    input(graph, "live_pin_vectors", TensorProto.DataType.FLOAT, "R", "T", "4");
    input(graph, "live_action_types", TensorProto.DataType.INT64, "R", "T");
    input(graph, "live_surfaces", TensorProto.DataType.INT64, "R", "T");
    input(graph, "live_occurred_at", TensorProto.DataType.INT64, "R", "T");
    input(graph, "live_mask", TensorProto.DataType.FLOAT, "R", "T");
    input(graph, "requested_at", TensorProto.DataType.INT64, "R");
    input(graph, "surface", TensorProto.DataType.INT64, "R");
    input(graph, "candidate_pin_vectors", TensorProto.DataType.FLOAT, "R", "N", "4");
    input(graph, "candidate_actions", TensorProto.DataType.FLOAT, "R", "N");
    graph.addOutput(describe("probabilities", TensorProto.DataType.FLOAT, "R", "N", "2"));
    constant(graph, "scale", scale);
    constant(graph, "popularity_weight", 0.001f);
    axis(graph, "time_axis", 1);
    axis(graph, "last_axis", 2);
    axis(graph, "head_axis", 2);
    axis(graph, "user_axis", 1);
    node(graph, "Unsqueeze", "mask3", "live_mask", "last_axis");
    node(graph, "Mul", "masked", "live_pin_vectors", "mask3");
    reduceSum(graph, "live", "masked", "time_axis", false);
    node(graph, "Unsqueeze", "has_user2", "has_user", "user_axis");
    node(graph, "Mul", "user", "user_embedding", "has_user2");
    node(graph, "Add", "sides", "user", "live");
    if (interests) {
      input(graph, InputArena.INTERESTS, TensorProto.DataType.FLOAT, "R", "4");
      node(graph, "Add", "both", "sides", InputArena.INTERESTS);
    } else {
      node(graph, "Identity", "both", "sides");
    }
    node(graph, "Unsqueeze", "column", "both", "head_axis");
    node(graph, "MatMul", "dots", "candidate_pin_vectors", "column");
    node(graph, "Mul", "scaled", "dots", "scale");
    node(graph, "Unsqueeze", "actions", "candidate_actions", "head_axis");
    node(graph, "Mul", "popularity", "actions", "popularity_weight");
    node(graph, "Add", "logits", "scaled", "popularity");
    node(graph, "Sigmoid", "save", "logits");
    node(graph, "Neg", "against", "logits");
    node(graph, "Sigmoid", "hide", "against");
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addInput("save")
            .addInput("hide")
            .addOutput("probabilities")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(2)));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .setGraph(graph)
        .build();
  }

  static void input(
      GraphProto.Builder graph, String name, TensorProto.DataType type, String... axes) {
    graph.addInput(describe(name, type, axes));
  }

  static ValueInfoProto describe(String name, TensorProto.DataType type, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      shape.addDim(
          Character.isDigit(axis.charAt(0))
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(axis))
              : TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  private static void constant(GraphProto.Builder graph, String name, float value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addFloatData(value));
  }

  static void axis(GraphProto.Builder graph, String name, long value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(value));
  }

  static void reduceSum(
      GraphProto.Builder graph, String output, String input, String axes, boolean keepAxis) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("ReduceSum")
            .addInput(input)
            .addInput(axes)
            .addOutput(output)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("keepdims")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(keepAxis ? 1 : 0)));
  }

  static void node(GraphProto.Builder graph, String type, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
