package io.tidemark.serving.models;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A PinnerFormer small enough to be computed by hand, exported as the pipelines export the real
 * one: the embedding is the sum of the vectors of the pins that were acted on, of length 1.
 */
public final class TinyPinnerFormer {
  /** How many actions it looks at. */
  public static final int WINDOW = 4;

  private TinyPinnerFormer() {}

  /**
   * Writes the model's folder and returns a release of its embeddings.
   *
   * @param folder to be created
   * @param version of the model, and the id of its release
   * @param pins the version of the pins that it looks at
   */
  public static Release write(Path folder, String version, String pins, Instant asOf)
      throws IOException {
    Files.createDirectories(folder);
    byte[] onnx = graph().toByteArray();
    Files.write(folder.resolve("model.onnx"), onnx);
    Map<String, Object> card = new TreeMap<>();
    card.put("model", "pinnerformer");
    card.put("version", version);
    card.put("files", Map.of("model.onnx", TinyRanker.sha256(onnx)));
    card.put(
        "inputs",
        List.of("pin_vectors", "action_types", "surfaces", "duration_ms", "occurred_at", "length")
            .stream()
            .map(name -> Map.of("name", name))
            .toList());
    card.put("requires", Map.of("pins", pins));
    card.put("dimensions", Map.of("pin", TinyRanker.WIDTH, "user", TinyRanker.WIDTH));
    card.put("config", Map.of("architecture", Map.of("window", WINDOW)));
    new ObjectMapper().writeValue(folder.resolve("model.json").toFile(), card);
    return new Release(
        Release.PINNERFORMER,
        version,
        version,
        asOf,
        Optional.of(folder.toUri().toString()),
        1,
        Map.of(Release.PINS, pins),
        Map.of(),
        asOf);
  }

  private static ModelProto graph() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny-pinnerformer");
    TinyRanker.input(graph, "pin_vectors", TensorProto.DataType.FLOAT, "B", "T", "4");
    TinyRanker.input(graph, "action_types", TensorProto.DataType.INT64, "B", "T");
    TinyRanker.input(graph, "surfaces", TensorProto.DataType.INT64, "B", "T");
    TinyRanker.input(graph, "duration_ms", TensorProto.DataType.FLOAT, "B", "T");
    TinyRanker.input(graph, "occurred_at", TensorProto.DataType.INT64, "B", "T");
    TinyRanker.input(graph, "length", TensorProto.DataType.INT64, "B");
    graph.addOutput(TinyRanker.describe("user_embedding", TensorProto.DataType.FLOAT, "B", "4"));
    TinyRanker.axis(graph, "time_axis", 1);
    TinyRanker.axis(graph, "square_axis", 1);
    TinyRanker.reduceSum(graph, "sum", "pin_vectors", "time_axis", false);
    TinyRanker.node(graph, "Mul", "squares", "sum", "sum");
    TinyRanker.reduceSum(graph, "square", "squares", "square_axis", true);
    TinyRanker.node(graph, "Sqrt", "length_of_sum", "square");
    TinyRanker.node(graph, "Div", "user_embedding", "sum", "length_of_sum");
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .setGraph(graph)
        .build();
  }
}
