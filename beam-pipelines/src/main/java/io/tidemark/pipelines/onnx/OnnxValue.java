package io.tidemark.pipelines.onnx;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A tensor inside an {@link OnnxGraph}: each method adds one operator (or the few that spell it
 * out) and answers its result. Shapes broadcast as in NumPy. Axes may be negative, to count from
 * the end.
 */
public final class OnnxValue {
  private final OnnxGraph graph;
  private final String name;

  OnnxValue(OnnxGraph graph, String name) {
    this.graph = requireNonNull(graph, "graph is null");
    this.name = requireNonNull(name, "name is null");
  }

  OnnxGraph graph() {
    return graph;
  }

  /** The value's name inside the graph. */
  public String name() {
    return name;
  }

  public OnnxValue add(OnnxValue other) {
    return op("Add", other);
  }

  public OnnxValue sub(OnnxValue other) {
    return op("Sub", other);
  }

  public OnnxValue mul(OnnxValue other) {
    return op("Mul", other);
  }

  public OnnxValue mul(float factor) {
    return mul(graph.scalar(factor));
  }

  public OnnxValue div(OnnxValue other) {
    return op("Div", other);
  }

  /** The remainder of an int64 division, never negative for a positive divisor. */
  public OnnxValue mod(OnnxValue divisor) {
    return op("Mod", divisor);
  }

  public OnnxValue matMul(OnnxValue other) {
    return op("MatMul", other);
  }

  /** {@code x W + b} with {@code W [in, out]} and {@code b [out]}. */
  public OnnxValue linear(OnnxValue weight, OnnxValue bias) {
    return matMul(weight).add(bias);
  }

  /** The larger of the two, element by element. */
  public OnnxValue max(OnnxValue other) {
    return op("Max", other);
  }

  /** The smaller of the two, element by element. */
  public OnnxValue min(OnnxValue other) {
    return op("Min", other);
  }

  public OnnxValue sin() {
    return op("Sin");
  }

  public OnnxValue cos() {
    return op("Cos");
  }

  public OnnxValue log() {
    return op("Log");
  }

  public OnnxValue exp() {
    return op("Exp");
  }

  public OnnxValue sqrt() {
    return op("Sqrt");
  }

  public OnnxValue sigmoid() {
    return op("Sigmoid");
  }

  public OnnxValue tanh() {
    return op("Tanh");
  }

  public OnnxValue relu() {
    return op("Relu");
  }

  /** The exact GELU: {@code x (1 + erf(x / sqrt 2)) / 2}. */
  public OnnxValue gelu() {
    OnnxValue erf = mul((float) Math.sqrt(0.5)).op("Erf");
    return mul(erf.add(graph.scalar(1f))).mul(0.5f);
  }

  public OnnxValue softmax(int axis) {
    return graph.node("Softmax", List.of(this), Map.of("axis", (long) axis));
  }

  /** Layer normalisation over the last axis; scale and bias are {@code [last]}. */
  public OnnxValue layerNorm(OnnxValue scale, OnnxValue bias, float epsilon) {
    return graph.node(
        "LayerNormalization", List.of(this, scale, bias), Map.of("axis", -1L, "epsilon", epsilon));
  }

  /** {@code x / max(|x|, epsilon)} with the Euclidean norm over the last axis. */
  public OnnxValue l2Normalize(float epsilon) {
    OnnxValue norm =
        graph.node("ReduceL2", List.of(this), Map.of("axes", new long[] {-1}, "keepdims", 1L));
    return div(norm.max(graph.scalar(epsilon)));
  }

  public OnnxValue reduceSum(boolean keepAxis, long... axes) {
    return graph.node(
        "ReduceSum", List.of(this, graph.vector(axes)), Map.of("keepdims", keepAxis ? 1L : 0L));
  }

  public OnnxValue reduceMax(boolean keepAxis, long... axes) {
    return graph.node(
        "ReduceMax", List.of(this), Map.of("axes", axes, "keepdims", keepAxis ? 1L : 0L));
  }

  /** Whole slices along an axis, as a table's rows for {@code axis} 0. */
  public OnnxValue gather(OnnxValue indices, int axis) {
    return graph.node("Gather", List.of(this, indices), Map.of("axis", (long) axis));
  }

  /** Element-wise picking: the result has the shape of the indices. */
  public OnnxValue gatherElements(OnnxValue indices, int axis) {
    return graph.node("GatherElements", List.of(this, indices), Map.of("axis", (long) axis));
  }

  /** A new shape: 0 keeps an axis, one -1 takes what is left. */
  public OnnxValue reshape(long... shape) {
    return op("Reshape", graph.vector(shape));
  }

  /** A new shape given as an int64 vector; see {@link #reshape}. */
  public OnnxValue reshapeTo(OnnxValue shape) {
    return op("Reshape", shape);
  }

  /** Zeros around: how many before each axis, then how many behind each. */
  public OnnxValue pad(long... widths) {
    return op("Pad", graph.vector(widths));
  }

  public OnnxValue transpose(long... permutation) {
    return graph.node("Transpose", List.of(this), Map.of("perm", permutation));
  }

  public OnnxValue unsqueeze(long... axes) {
    return op("Unsqueeze", graph.vector(axes));
  }

  public OnnxValue squeeze(long... axes) {
    return op("Squeeze", graph.vector(axes));
  }

  /** Broadcasts to a shape given as an int64 vector. */
  public OnnxValue expand(OnnxValue shape) {
    return op("Expand", shape);
  }

  /** {@code [start, end)} along one axis, negative positions counting from the end. */
  public OnnxValue slice(int axis, long start, long end) {
    return graph.node(
        "Slice",
        List.of(this, graph.vector(start), graph.vector(end), graph.vector(axis)),
        Map.of());
  }

  /** Equal parts along an axis. */
  public List<OnnxValue> split(int axis, int parts) {
    return graph.nodes("Split", List.of(this), Map.of("axis", (long) axis), parts);
  }

  /** The shape as an int64 vector. */
  public OnnxValue shape() {
    return op("Shape");
  }

  /** One axis' size as an int64 scalar. */
  public OnnxValue size(int axis) {
    return shape().gather(graph.scalar((long) axis), 0);
  }

  public OnnxValue cast(ElementType type) {
    return graph.node("Cast", List.of(this), Map.of("to", (long) type.code()));
  }

  public OnnxValue greater(OnnxValue other) {
    return op("Greater", other);
  }

  public OnnxValue greaterOrEqual(OnnxValue other) {
    return op("GreaterOrEqual", other);
  }

  public OnnxValue less(OnnxValue other) {
    return op("Less", other);
  }

  public OnnxValue equal(OnnxValue other) {
    return op("Equal", other);
  }

  public OnnxValue and(OnnxValue other) {
    return op("And", other);
  }

  public OnnxValue or(OnnxValue other) {
    return op("Or", other);
  }

  public OnnxValue not() {
    return op("Not");
  }

  /** Where this bool is true the one, elsewhere the other. */
  public OnnxValue where(OnnxValue then, OnnxValue otherwise) {
    return op("Where", then, otherwise);
  }

  private OnnxValue op(String operator, OnnxValue... others) {
    OnnxValue[] inputs = new OnnxValue[others.length + 1];
    inputs[0] = this;
    System.arraycopy(others, 0, inputs, 1, others.length);
    return graph.node(operator, List.of(inputs), Map.of());
  }
}
