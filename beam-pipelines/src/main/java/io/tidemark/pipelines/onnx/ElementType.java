package io.tidemark.pipelines.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/** The element types that the models' tensors have. */
public enum ElementType {
  FLOAT(TensorProto.DataType.FLOAT),
  INT32(TensorProto.DataType.INT32),
  INT64(TensorProto.DataType.INT64),
  BOOL(TensorProto.DataType.BOOL);

  private final TensorProto.DataType proto;

  ElementType(TensorProto.DataType proto) {
    this.proto = proto;
  }

  int code() {
    return proto.getNumber();
  }
}
