package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All 65,536 halves are tried, so there is nothing left to guess. */
class HalfFloatTest {
  private static final int LARGEST = 0x7bff;

  @ParameterizedTest
  @CsvSource({
    "0, 0x0000",
    "-0.0, 0x8000",
    "1, 0x3c00",
    "-2, 0xc000",
    "0.333251953125, 0x3555",
    "65504, 0x7bff",
    "65519.996, 0x7bff",
    "65520, 0x7c00",
    "3.4e38, 0x7c00",
    "-Infinity, 0xfc00",
    "5.9604645E-8, 0x0001",
    "6.1035156E-5, 0x0400",
  })
  void valuesOfTheStandardAreWrittenAsTheStandardSays(float value, int half) {
    assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) half);
  }

  @Test
  void everyHalfComesBackUnchanged() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      short half = (short) bits;
      float value = HalfFloat.toFloat(half);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloat.fromFloat(value)).isEqualTo(half);
      }
    }
  }

  @Test
  void notANumberStaysNotANumber() {
    for (int fraction = 1; fraction <= 0x3ff; fraction++) {
      assertThat(HalfFloat.toFloat((short) (0x7c00 | fraction))).isNaN();
    }
    assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(Float.NaN))).isNaN();
  }

  @Test
  void everyFloatBetweenTwoHalvesGoesToTheNearerAndFromTheMiddleToTheEvenOne() {
    for (int lower = 0; lower < LARGEST; lower++) {
      int upper = lower + 1;
      float below = HalfFloat.toFloat((short) lower);
      float above = HalfFloat.toFloat((short) upper);
      assertThat(above).isGreaterThan(below);
      float middle = (below + above) / 2;
      int even = lower % 2 == 0 ? lower : upper;
      assertBothSigns(middle, even);
      assertBothSigns(Math.nextDown(middle), lower);
      assertBothSigns(Math.nextUp(middle), upper);
    }
  }

  private static void assertBothSigns(float value, int half) {
    assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) half);
    assertThat(HalfFloat.fromFloat(-value)).isEqualTo((short) (half | 0x8000));
  }
}
