package io.tidemark.serving.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankBiasedOverlapTest {
  /** Computed with exact fractions from equation 30 of the paper, by another program. */
  @ParameterizedTest
  @CsvSource({
    "abcd, abcd, 1.0",
    "abc, acb, 0.955",
    "abcde, fghij, 0.0",
    "abcdefgh, hgfedcba, 0.5894589857142857",
    "abcdefghij, bacdefghij, 0.9",
    "abcdefghij, abcdefghji, 0.995217031",
    "abcdefghij, jabcdefghi, 0.7684578054642857"
  })
  void isAsThePaperDefinesIt(String one, String other, double overlap) {
    assertThat(RankBiasedOverlap.of(letters(one), letters(other)))
        .isCloseTo(overlap, within(1e-12));
    assertThat(RankBiasedOverlap.of(letters(other), letters(one)))
        .isCloseTo(overlap, within(1e-12));
  }

  @Property
  void staysBetweenNothingAndTheSame(@ForAll @IntRange(max = 60) int length, @ForAll long seed) {
    List<String> one = numbers(length);
    List<String> other = new ArrayList<>(one);
    Collections.shuffle(other, new Random(seed));
    assertThat(RankBiasedOverlap.of(one, other)).isBetween(0.0, 1.0);
    assertThat(RankBiasedOverlap.of(one, one)).isCloseTo(1, within(1e-12));
  }

  @Property
  void aSwapNearTheTopMattersMore(
      @ForAll @IntRange(min = 4, max = 40) int length, @ForAll @IntRange(max = 100) int at) {
    int place = at % (length - 2);
    List<String> ranking = numbers(length);
    double higher = RankBiasedOverlap.of(ranking, swapped(ranking, place));
    double lower = RankBiasedOverlap.of(ranking, swapped(ranking, place + 1));
    assertThat(higher).isLessThan(lower);
  }

  @Test
  void rankingsOfDifferentLengthsAreNotCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankBiasedOverlap.of(letters("ab"), letters("abc")));
  }

  @ParameterizedTest
  @CsvSource({"abcdef, bacdef, 3, 0.0", "abcdef, fedcba, 3, 1.0", "abcdef, abfdec, 3, 0.3333333"})
  void churnIsTheShareOfTheTopThatIsNew(String one, String other, int k, double churn) {
    assertThat(RankBiasedOverlap.churn(letters(one), letters(other), k))
        .isCloseTo(churn, within(1e-6));
  }

  private static List<String> swapped(List<String> ranking, int place) {
    List<String> swapped = new ArrayList<>(ranking);
    Collections.swap(swapped, place, place + 1);
    return swapped;
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static List<String> letters(String word) {
    return word.chars().mapToObj(c -> String.valueOf((char) c)).collect(Collectors.toList());
  }
}
