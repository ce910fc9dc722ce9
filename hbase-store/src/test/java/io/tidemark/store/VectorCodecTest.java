package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VectorCodecTest {
  @Property
  void singlePrecisionComesBackBitByBit(@ForAll @Size(min = 1, max = 300) float[] vector) {
    assertThat(roundTrip(VectorType.FP32, vector)).containsExactly(vector);
  }

  @Property
  void halfPrecisionKeepsElevenBits(
      @ForAll @Size(min = 1, max = 300) List<@FloatRange(min = -1, max = 1) @Scale(9) Float> unit) {
    float[] vector = array(unit);
    float[] read = roundTrip(VectorType.FP16, vector);
    assertThat(read).hasSameSizeAs(vector);
    for (int i = 0; i < vector.length; i++) {
      float tolerance = Math.max(Math.abs(vector[i]) * 0x1p-11f, 0x1p-25f);
      assertThat(read[i]).isBetween(vector[i] - tolerance, vector[i] + tolerance);
    }
  }

  @Property
  void halfPrecisionHalvesTheNumbersAndKeepsTheCosine(
      @ForAll @Size(value = 64) List<@FloatRange(min = -1, max = 1) Float> direction) {
    float[] vector = array(direction);
    double norm = Math.sqrt(cosineSum(vector, vector));
    Assume.that(norm > 0.1);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) norm;
    }
    float[] read = roundTrip(VectorType.FP16, vector);
    double cosine =
        cosineSum(vector, read) / Math.sqrt(cosineSum(vector, vector) * cosineSum(read, read));
    assertThat(1 - cosine).isLessThan(1e-6);
    assertThat(VectorCodec.encode(VectorType.FP16, vector).length - 3)
        .isEqualTo((VectorCodec.encode(VectorType.FP32, vector).length - 3) / 2);
  }

  private static double cosineSum(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  @Property
  void cutBytesAreNoticed(
      @ForAll @Size(min = 1, max = 20) List<@FloatRange(min = -1, max = 1) Float> vector,
      @ForAll VectorType type) {
    byte[] whole = VectorCodec.encode(type, array(vector));
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> VectorCodec.get(ByteBuffer.wrap(cut)))
        .isInstanceOf(BufferUnderflowException.class);
  }

  @Test
  void theLayoutIsTypeDimensionNumbers() {
    assertThat(VectorCodec.encode(VectorType.FP32, new float[] {1, -2}))
        .containsExactly(1, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0);
    assertThat(VectorCodec.encode(VectorType.FP16, new float[] {1, -2}))
        .containsExactly(2, 0, 2, 0x3c, 0, 0xc0, 0);
  }

  @Test
  void theLargestDimensionFits() {
    float[] vector = new float[VectorCodec.MAX_DIMENSION];
    vector[VectorCodec.MAX_DIMENSION - 1] = 1;
    assertThat(roundTrip(VectorType.FP16, vector)).containsExactly(vector);
  }

  @Test
  void vectorsThatCannotBeComparedAreRefused() {
    assertThatThrownBy(() -> VectorCodec.encode(VectorType.FP32, new float[] {0, Float.NaN}))
        .hasMessageContaining("number 1 of the vector is not finite");
    assertThatThrownBy(() -> VectorCodec.encode(VectorType.FP16, new float[] {70_000}))
        .hasMessageContaining("not finite in FP16");
    assertThatThrownBy(() -> VectorCodec.encode(VectorType.FP32, new float[0]))
        .hasMessageContaining("dimension");
    assertThatThrownBy(
            () -> VectorCodec.encode(VectorType.FP32, new float[VectorCodec.MAX_DIMENSION + 1]))
        .hasMessageContaining("dimension");
  }

  @Test
  void anUnknownTypeIsNamed() {
    assertThatThrownBy(() -> VectorCodec.get(ByteBuffer.wrap(new byte[] {9, 0, 1, 0, 0, 0, 0})))
        .hasMessageContaining("unknown vector type code: 9");
  }

  private static float[] array(List<Float> numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i);
    }
    return vector;
  }

  private static float[] roundTrip(VectorType type, float[] vector) {
    byte[] bytes = VectorCodec.encode(type, vector);
    assertThat(bytes).hasSize(VectorCodec.size(type, vector.length));
    return VectorCodec.get(ByteBuffer.wrap(bytes));
  }
}
