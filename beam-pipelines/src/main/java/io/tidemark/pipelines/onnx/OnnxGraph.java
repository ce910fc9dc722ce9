package io.tidemark.pipelines.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph under construction (opset 17, IR 8).
 *
 * <p>Shapes of inputs and outputs are given as one string an axis: digits are a fixed size,
 * anything else names a dynamic axis, such as {@code input("x", FLOAT, "B", "T", "64")}. Values are
 * used in the order in which they were made, so the nodes are always sorted as ONNX asks. Not
 * thread-safe.
 */
public final class OnnxGraph {
  /** The operator set that the graph's nodes are written in. */
  public static final int OPSET = 17;

  /** The domain of ONNX Runtime's own operators, such as fused attention. */
  public static final String RUNTIME_DOMAIN = "com.microsoft";

  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> names = new HashSet<>();
  private int temporaries;
  private boolean usesRuntimeOperators;

  /**
   * @param name the graph's name, shown by viewers
   */
  public OnnxGraph(String name) {
    graph.setName(requireNonNull(name, "name is null"));
  }

  /**
   * Declares an input.
   *
   * @param axes one string an axis: digits for a fixed size, else the name of a dynamic one
   * @throws IllegalArgumentException if the name is taken
   */
  public OnnxValue input(String name, ElementType type, String... axes) {
    graph.addInput(ValueInfo.of(claim(name), type, axes));
    return new OnnxValue(this, name);
  }

  /**
   * Declares a value as an output under a name of its own.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public void output(String name, OnnxValue value, ElementType type, String... axes) {
    graph.addOutput(ValueInfo.of(claim(name), type, axes));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName("output:" + name)
            .addInput(value.name())
            .addOutput(name));
  }

  /**
   * A float tensor kept in the file.
   *
   * @param name as shown by viewers, unique in the graph
   * @param data row-major; its length is the product of the shape
   */
  public OnnxValue constant(String name, float[] data, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(data.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data);
    return initializer(name, ElementType.FLOAT, bytes, data.length, shape);
  }

  /** An int64 tensor kept in the file; see {@link #constant(String, float[], long...)}. */
  public OnnxValue constant(String name, long[] data, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(data.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(data);
    return initializer(name, ElementType.INT64, bytes, data.length, shape);
  }

  /** A float scalar, shape {@code []}. */
  public OnnxValue scalar(float value) {
    return constant(temporary("scalar"), new float[] {value});
  }

  /** An int64 scalar, shape {@code []}. */
  public OnnxValue scalar(long value) {
    return constant(temporary("scalar"), new long[] {value});
  }

  /** An int64 vector, as shapes, axes and permutations are given to operators. */
  public OnnxValue vector(long... values) {
    return constant(temporary("vector"), values, values.length);
  }

  /** Joins tensors along an axis that may be negative to count from the end. */
  public OnnxValue concat(int axis, OnnxValue... values) {
    return node("Concat", List.of(values), Map.of("axis", (long) axis));
  }

  /** The integers {@code [start, limit)}, all int64 scalars. */
  public OnnxValue range(OnnxValue start, OnnxValue limit) {
    return node("Range", List.of(start, limit, scalar(1L)), Map.of());
  }

  /**
   * Any operator with one output.
   *
   * @param attributes {@code Long}, {@code Float}, {@code String} or {@code long[]} by name
   */
  public OnnxValue node(String operator, List<OnnxValue> inputs, Map<String, Object> attributes) {
    return nodes(operator, inputs, attributes, 1).get(0);
  }

  /** Any operator, with as many outputs as asked for; see {@link #node}. */
  public List<OnnxValue> nodes(
      String operator, List<OnnxValue> inputs, Map<String, Object> attributes, int outputs) {
    return nodes("", operator, inputs, attributes, outputs);
  }

  /**
   * One of ONNX Runtime's own operators ({@code com.microsoft}), which no other runtime has.
   *
   * @param inputs null where an optional input is left out
   */
  public OnnxValue runtimeNode(
      String operator, List<OnnxValue> inputs, Map<String, Object> attributes) {
    usesRuntimeOperators = true;
    return nodes(RUNTIME_DOMAIN, operator, inputs, attributes, 1).get(0);
  }

  private List<OnnxValue> nodes(
      String domain,
      String operator,
      List<OnnxValue> inputs,
      Map<String, Object> attributes,
      int outputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setDomain(domain);
    for (OnnxValue input : inputs) {
      if (input == null) {
        node.addInput("");
        continue;
      }
      if (input.graph() != this) {
        throw new IllegalArgumentException(
            operator + " takes a value of another graph: " + input.name());
      }
      node.addInput(input.name());
    }
    attributes.forEach((name, value) -> node.addAttribute(NodeAttribute.of(name, value)));
    List<OnnxValue> results = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      String name = claim(temporary(operator));
      node.addOutput(name);
      results.add(new OnnxValue(this, name));
    }
    graph.addNode(node.setName(results.get(0).name()));
    return results;
  }

  /**
   * Copies a finished model into this graph, so that a frozen model can be a part of another.
   *
   * @param model a file's content, of the same or an older operator set
   * @param prefix goes before the name of everything copied, unique in this graph
   * @param inputs what feeds each of the model's inputs, by the input's name
   * @return the model's outputs by name
   * @throws IllegalArgumentException if an input is missing or the model needs a newer operator set
   */
  public Map<String, OnnxValue> include(
      ModelProto model, String prefix, Map<String, OnnxValue> inputs) {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (!set.getDomain().isEmpty() || set.getVersion() > OPSET) {
        throw new IllegalArgumentException(
            "the model needs operator set "
                + set.getDomain()
                + set.getVersion()
                + ", not "
                + OPSET);
      }
    }
    Map<String, String> renamed = new HashMap<>();
    for (ValueInfoProto input : model.getGraph().getInputList()) {
      OnnxValue fed = inputs.get(input.getName());
      if (fed == null) {
        throw new IllegalArgumentException("nothing feeds the model's input " + input.getName());
      }
      renamed.put(input.getName(), fed.name());
    }
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      String name = claim(prefix + tensor.getName());
      renamed.put(tensor.getName(), name);
      graph.addInitializer(tensor.toBuilder().setName(name));
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput();
      node.getInputList().forEach(input -> copy.addInput(renamed.getOrDefault(input, "")));
      for (String output : node.getOutputList()) {
        renamed.put(output, claim(prefix + output));
        copy.addOutput(renamed.get(output));
      }
      graph.addNode(copy.setName(prefix + node.getName()));
    }
    Map<String, OnnxValue> outputs = new HashMap<>();
    for (ValueInfoProto output : model.getGraph().getOutputList()) {
      outputs.put(output.getName(), new OnnxValue(this, renamed.get(output.getName())));
    }
    return outputs;
  }

  /** The finished model. */
  public ModelProto build() {
    if (graph.getOutputCount() == 0) {
      throw new IllegalStateException("the graph has no output");
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("tidemark")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph);
    if (usesRuntimeOperators) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(RUNTIME_DOMAIN).setVersion(1));
    }
    return model.build();
  }

  /** Writes the finished model into a file. */
  public void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      build().writeTo(out);
    }
  }

  /** Reads a model file, to {@link #include} it. */
  public static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private OnnxValue initializer(
      String name, ElementType type, ByteBuffer bytes, long size, long... shape) {
    long expected = 1;
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(claim(name));
    for (long axis : shape) {
      expected *= axis;
      tensor.addDims(axis);
    }
    if (expected != size) {
      throw new IllegalArgumentException(name + " has " + size + " values, its shape " + expected);
    }
    graph.addInitializer(
        tensor.setDataType(type.code()).setRawData(ByteString.copyFrom(bytes.rewind())));
    return new OnnxValue(this, name);
  }

  private String temporary(String stem) {
    return stem + ":" + temporaries++;
  }

  private String claim(String name) {
    if (!names.add(requireNonNull(name, "name is null"))) {
      throw new IllegalArgumentException("the graph already has a value named " + name);
    }
    return name;
  }
}
