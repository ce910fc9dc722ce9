package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadScoresTest {
  private static final Set<String> HEADS = new LinkedHashSet<>(List.of("save", "click", "hide"));

  @Test
  void itIsTheMapOfItsHeadsInTheirOrder() {
    HeadScores scores = HeadScores.of(HEADS, 0.7f, 0.2f, 0.1f);

    assertThat(scores).isEqualTo(Map.of("save", 0.7f, "click", 0.2f, "hide", 0.1f));
    assertThat(scores).hasSameHashCodeAs(Map.of("save", 0.7f, "click", 0.2f, "hide", 0.1f));
    assertThat(scores.entrySet())
        .containsExactly(
            Map.entry("save", 0.7f), Map.entry("click", 0.2f), Map.entry("hide", 0.1f));
    assertThat(scores.get("click")).isEqualTo(0.2f);
    assertThat(scores.get("purchase")).isNull();
    assertThat(scores.containsKey("purchase")).isFalse();
    assertThat(HeadScores.none()).isEmpty();
  }

  @Test
  void aCopyOfAMapIsEqualToItAndACopyOfACopyIsItself() {
    Map<String, Float> map = Map.of("save", 0.7f, "hide", 0.1f);
    HeadScores copy = HeadScores.copyOf(map);

    assertThat(copy).isEqualTo(map);
    assertThat(HeadScores.copyOf(copy)).isSameAs(copy);
  }

  @Test
  void itCannotBeChangedNorLackAScore() {
    HeadScores scores = HeadScores.copyOf(Map.of("save", 0.7f));

    assertThatThrownBy(() -> scores.put("save", 1f))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> scores.keySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> HeadScores.of(HEADS, 0.7f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 scores for 3 heads");
  }
}
