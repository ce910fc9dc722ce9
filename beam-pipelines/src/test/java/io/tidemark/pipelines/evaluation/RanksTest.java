package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RanksTest {
  @Test
  void theRankIsOneMoreThanTheOthersThatScoreAtLeastAsMuch() {
    float[] scores = {0.9f, 0.5f, 0.5f, 0.1f, 0.5f};

    assertThat(Ranks.rank(scores, 0)).isEqualTo(1);
    assertThat(Ranks.rank(scores, 1)).isEqualTo(4);
    assertThat(Ranks.rank(scores, 2)).isEqualTo(4);
    assertThat(Ranks.rank(scores, 3)).isEqualTo(5);
  }

  @Test
  void whereEverythingTiesTheTargetIsLast() {
    assertThat(Ranks.rank(new float[7], 3)).isEqualTo(7);
  }

  @Test
  void whatIsNotANumberCountsAgainstTheTarget() {
    assertThat(Ranks.rank(new float[] {Float.NaN, 0.2f, 0.1f}, 1)).isEqualTo(2);
    assertThat(Ranks.rank(new float[] {Float.NaN, 0.2f, 0.1f}, 0)).isEqualTo(3);
  }

  @Test
  void theFirstPinsAreTheBestOnesTiesByIndex() {
    float[] scores = {0.1f, 0.5f, 0.9f, 0.5f, 0.5f};

    assertThat(Ranks.top(scores, 3)).containsExactly(2, 1, 3);
    assertThat(Ranks.top(scores, 99)).containsExactly(2, 1, 3, 4, 0);
  }

  @Property
  void theFirstPinsAreThoseOfAStableSort(
      @ForAll @Size(min = 1, max = 60) byte[] values,
      @ForAll @IntRange(min = 1, max = 70) int count) {
    float[] scores = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = values[i] / 4; // so that there are ties
    }
    int[] sorted =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(pin -> -scores[pin]))
            .limit(count)
            .mapToInt(pin -> pin)
            .toArray();

    assertThat(Ranks.top(scores, count)).isEqualTo(sorted);
  }

  @Property
  void rankCountsEveryPinExactlyOnce(@ForAll @Size(min = 1, max = 40) byte[] values) {
    float[] scores = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = values[i];
    }
    for (int target = 0; target < scores.length; target++) {
      float own = scores[target];
      long better = IntStream.range(0, scores.length).filter(i -> scores[i] > own).count();
      long ties = IntStream.range(0, scores.length).filter(i -> scores[i] == own).count();
      assertThat(Ranks.rank(scores, target)).isEqualTo(better + ties);
    }
  }
}
