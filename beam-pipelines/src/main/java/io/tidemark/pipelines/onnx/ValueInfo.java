package io.tidemark.pipelines.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** What a graph says of its inputs and outputs: name, element type, and an axis a string. */
final class ValueInfo {
  private ValueInfo() {}

  static ValueInfoProto of(String name, ElementType type, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      boolean fixed = axis.chars().allMatch(Character::isDigit);
      shape.addDim(
          fixed
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(axis))
              : TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.code()).setShape(shape)))
        .build();
  }
}
