package io.tidemark.store;

import java.nio.ByteBuffer;

/**
 * A vector as bytes: the type's code (1 byte), the dimension (2 bytes, unsigned), the numbers, all
 * big endian.
 */
final class VectorCodec {
  /** The largest dimension. */
  static final int MAX_DIMENSION = 8192;

  private static final int HEADER = Byte.BYTES + Short.BYTES;

  private VectorCodec() {}

  /** Bytes that {@link #put} writes for a vector of that dimension. */
  static int size(VectorType type, int dimension) {
    return HEADER + dimension * type.width();
  }

  /**
   * @throws IllegalArgumentException if the vector is empty, longer than {@link #MAX_DIMENSION}, or
   *     holds a number that is not finite in that type
   */
  static void put(ByteBuffer target, VectorType type, float[] vector) {
    if (vector.length == 0 || vector.length > MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "a vector's dimension must be 1 to " + MAX_DIMENSION + ": " + vector.length);
    }
    target.put(type.code()).putShort((short) vector.length);
    for (int i = 0; i < vector.length; i++) {
      float value = vector[i];
      if (!isFinite(type, value)) {
        throw new IllegalArgumentException(
            "number %d of the vector is not finite in %s: %s".formatted(i, type, value));
      }
      switch (type) {
        case FP32 -> target.putFloat(value);
        case FP16 -> target.putShort(HalfFloat.fromFloat(value));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the type's code is unknown
   * @throws java.nio.BufferUnderflowException if bytes are missing
   */
  static float[] get(ByteBuffer source) {
    VectorType type = VectorType.fromCode(source.get());
    float[] vector = new float[Short.toUnsignedInt(source.getShort())];
    for (int i = 0; i < vector.length; i++) {
      vector[i] =
          switch (type) {
            case FP32 -> source.getFloat();
            case FP16 -> HalfFloat.toFloat(source.getShort());
          };
    }
    return vector;
  }

  static byte[] encode(VectorType type, float[] vector) {
    ByteBuffer buffer = ByteBuffer.allocate(size(type, vector.length));
    put(buffer, type, vector);
    return buffer.array();
  }

  private static boolean isFinite(VectorType type, float value) {
    return switch (type) {
      case FP32 -> Float.isFinite(value);
      case FP16 -> Float.isFinite(HalfFloat.toFloat(HalfFloat.fromFloat(value)));
    };
  }
}
