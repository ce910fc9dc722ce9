package io.tidemark.store;

/**
 * IEEE 754 binary16, which JDK 17 cannot convert: 1 sign bit, 5 exponent bits (bias 15), 10
 * fraction bits.
 */
public final class HalfFloat {
  private static final int FLOAT_BIAS = 127;
  private static final int HALF_BIAS = 15;
  private static final int FRACTION_SHIFT = 23 - 10;
  private static final float SMALLEST_SUBNORMAL = 0x1p-24f;
  private static final float REBIASING = 0x1p112f;
  private static final int INFINITY = 0x7c00 << FRACTION_SHIFT;

  private HalfFloat() {}

  /** The nearest half, ties to even; beyond 65,519 an infinity. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00); // NaN
    }
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00); // rounds to infinity
    }
    if (magnitude < 0x38800000) {
      // Below the smallest normal half, halves are multiples of 2^-24; rint rounds ties to even.
      return (short) (sign | (int) Math.rint(Math.abs(value) / SMALLEST_SUBNORMAL));
    }
    int rebiased = magnitude - ((FLOAT_BIAS - HALF_BIAS) << 23);
    int lowestKeptBit = (rebiased >>> FRACTION_SHIFT) & 1;
    int rounded = rebiased + (1 << (FRACTION_SHIFT - 1)) - 1 + lowestKeptBit;
    return (short) (sign | (rounded >>> FRACTION_SHIFT));
  }

  /** Exact: every half is a float. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = (half & 0x7fff) << FRACTION_SHIFT;
    if (magnitude >= INFINITY) {
      return Float.intBitsToFloat(sign | 0x7f800000 | magnitude); // or NaN
    }
    // The bits read as a float are off by the difference of the biases, subnormal ones too.
    float value = Float.intBitsToFloat(magnitude) * REBIASING;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }
}
