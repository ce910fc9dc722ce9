package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.store.Pin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinOrderTest {
  private static final Pin A = new Pin("a", new float[1], 5);
  private static final Pin B = new Pin("b", new float[1], 50);
  private static final Pin C = new Pin("c", new float[1], 5);
  private static final List<String> CANDIDATES = List.of("x", "c", "b", "y", "a");
  private static final Map<String, Optional<Pin>> FOUND = new HashMap<>();

  static {
    FOUND.put("a", Optional.of(A));
    FOUND.put("b", Optional.of(B));
    FOUND.put("c", Optional.of(C));
    FOUND.put("x", Optional.empty());
  }

  @Test
  void theBestComesFirstAndWhatHasNoScoreLastInTheOrderOfTheRequest() {
    assertThat(order(Optional.of(scores(0.2f, 0.1f, 0.9f)), 10, false))
        .extracting(RankedPin::pinId, RankedPin::score, RankedPin::known)
        .containsExactly(
            tuple("c", 0.9f, true),
            tuple("a", 0.2f, true),
            tuple("b", 0.1f, true),
            tuple("x", null, false),
            tuple("y", null, null));
  }

  @Test
  void tiesAreInTheOrderOfPinIds() {
    assertThat(order(Optional.of(scores(0.5f, 0.5f, 0.5f)), 3, false))
        .extracting(RankedPin::pinId)
        .containsExactly("a", "b", "c");
  }

  @Test
  void withoutScoresThePopularComeFirstAndHaveNone() {
    assertThat(order(Optional.empty(), 4, false))
        .extracting(RankedPin::pinId, RankedPin::score)
        .containsExactly(tuple("b", null), tuple("a", null), tuple("c", null), tuple("x", null));
  }

  @Test
  void theLimitHoldsForAll() {
    assertThat(order(Optional.of(scores(0.2f, 0.1f, 0.9f)), 2, false))
        .extracting(RankedPin::pinId)
        .containsExactly("c", "a");
  }

  @Test
  void explanationsAreThereOnlyIfAskedFor() {
    Scores scores =
        new Scores(
            new float[] {0.2f, 0.1f, 0.9f},
            Optional.of(new float[] {0.3f, 0.4f, 0.5f}),
            Optional.of(new float[] {0.6f, 0.7f, 0.8f}));
    assertThat(order(Optional.of(scores), 1, true).get(0).explain())
        .isEqualTo(new RankedPin.Explanation(5L, 0.5f, 0.8f));
    assertThat(order(Optional.of(scores), 1, false).get(0).explain()).isNull();
  }

  private static List<RankedPin> order(Optional<Scores> scores, int limit, boolean explain) {
    return PinOrder.of(CANDIDATES, FOUND, List.of(A, B, C), scores, limit, explain);
  }

  private static Scores scores(float... all) {
    return new Scores(all, Optional.empty(), Optional.empty());
  }
}
