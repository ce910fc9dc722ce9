package io.tidemark.store;

/** How the numbers of a stored vector are written. */
public enum VectorType {
  /** Four bytes a number, exact. */
  FP32(1, Float.BYTES),
  /** Two bytes a number, about three decimal digits: for a unit vector, cosine is kept to 1e-3. */
  FP16(2, Short.BYTES);

  private final int code;
  private final int width;

  VectorType(int code, int width) {
    this.code = code;
    this.width = width;
  }

  /** The byte that stands for the type in HBase; never reused. */
  byte code() {
    return (byte) code;
  }

  /** Bytes a number takes. */
  int width() {
    return width;
  }

  static VectorType fromCode(byte code) {
    for (VectorType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown vector type code: " + code);
  }
}
