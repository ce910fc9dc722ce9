package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DiversityTest {
  @Test
  void oneTopicHasNoEntropyAndEvenTopicsTheLogarithmOfTheirNumber() {
    assertThat(InterestEntropy.of(new int[] {0, 1, 2}, new int[] {7, 7, 7})).isZero();
    assertThat(InterestEntropy.of(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2, 3}))
        .isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void threeOfOneTopicAndOneOfAnother() {
    // -(3/4 ln 3/4 + 1/4 ln 1/4)
    assertThat(InterestEntropy.of(new int[] {3, 2, 1, 0}, new int[] {5, 4, 4, 4}))
        .isCloseTo(0.5623351446188083, within(1e-12));
  }

  @Test
  void coverageIsTheSmallestShareOfTheIndexThatFillsNineTenthsOfTheSlots() {
    assertThat(Coverage.p90(new long[] {1, 9})).isEqualTo(0.5);
    assertThat(Coverage.p90(new long[] {0, 8, 1, 1})).isEqualTo(0.5);
    assertThat(Coverage.p90(new long[] {8, 0, 2, 0})).isEqualTo(0.5);
    assertThat(Coverage.p90(new long[] {10, 0, 0, 0, 0})).isEqualTo(0.2);
    assertThat(Coverage.p90(new long[] {3, 3, 3, 3, 3, 3, 3, 3, 3, 3})).isEqualTo(0.9);
  }

  @Test
  void nothingShownCoversNothing() {
    assertThat(Coverage.p90(new long[5])).isZero();
  }

  @Property
  void coverageFillsNineTenthsAndOnePinLessDoesNot(
      @ForAll @Size(min = 1, max = 30) @IntRange(min = 0, max = 50) int[] counts) {
    long[] slots = Arrays.stream(counts).asLongStream().toArray();
    long total = Arrays.stream(slots).sum();
    int pins = (int) Math.round(Coverage.p90(slots) * slots.length);
    long[] descending = Arrays.stream(slots).map(n -> -n).sorted().map(n -> -n).toArray();
    long filled = Arrays.stream(descending).limit(pins).sum();

    assertThat(10 * filled).isGreaterThanOrEqualTo(9 * total);
    if (pins > 0) {
      assertThat(10 * (filled - descending[pins - 1])).isLessThan(9 * total);
    }
  }
}
