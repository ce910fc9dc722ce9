package io.tidemark.serving.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.store.Interest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InterestDrawTest {
  private static final List<Interest> INTERESTS =
      List.of(interest("a", 6), interest("b", 3), interest("c", 1), interest("none", 0));

  @Test
  void anInterestIsDrawnAsOftenAsItIsImportant() {
    Random random = new Random(7);
    Map<String, Integer> first = new HashMap<>();
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      first.merge(InterestDraw.draw(INTERESTS, 1, random).get(0).pinId(), 1, Integer::sum);
    }

    assertThat(first).doesNotContainKey("none");
    assertThat(first.get("a") / (double) draws).isCloseTo(0.6, within(0.02));
    assertThat(first.get("b") / (double) draws).isCloseTo(0.3, within(0.02));
    assertThat(first.get("c") / (double) draws).isCloseTo(0.1, within(0.02));
  }

  @Test
  void noneIsDrawnTwiceAndNoMoreThanThereAre() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      assertThat(InterestDraw.draw(INTERESTS, 3, random))
          .extracting(Interest::pinId)
          .containsExactlyInAnyOrder("a", "b", "c");
    }
    assertThat(InterestDraw.draw(INTERESTS, 9, random)).hasSize(4);
    assertThat(InterestDraw.draw(List.of(), 3, random)).isEmpty();
  }

  private static Interest interest(String pin, double importance) {
    return new Interest(pin, importance, 1, 0, new float[] {1});
  }
}
