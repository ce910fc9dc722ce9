package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Pin;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PinOrderTest {
  private static final List<RankerHead> HEADS =
      List.of(new RankerHead("save", 1), new RankerHead("hide", -2));

  private final FakeTideStore store = new FakeTideStore();
  private final PinCache pins =
      new PinCache(store, PinsConfiguration.DEFAULT, new SimpleMeterRegistry());

  /** Known are c, b and a; x is known not to be there, y could not be read. */
  private FoundPins found;

  @BeforeEach
  void find() {
    store.put(new Pin("a", new float[1], 5));
    store.put(new Pin("b", new float[1], 50));
    store.put(new Pin("c", new float[1], 5));
    pins.lookup(List.of("x", "c", "b", "a"), "pins-1", Optional.empty());
    store.mood(FakeTideStore.Mood.HANGS);
    found = pins.lookup(List.of("x", "c", "b", "y", "a"), "pins-1", Optional.empty()).found();
  }

  @Test
  void theBestComesFirstAndWhatHasNoScoreLastInTheOrderOfTheRequest() {
    assertThat(order(saves(0.9f, 0.1f, 0.2f), 10))
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
    assertThat(order(saves(0.5f, 0.5f, 0.5f), 3))
        .extracting(RankedPin::pinId)
        .containsExactly("a", "b", "c");
  }

  @Test
  void withoutScoresThePopularComeFirstAndHaveNone() {
    assertThat(order(Optional.empty(), 4))
        .extracting(RankedPin::pinId, RankedPin::score)
        .containsExactly(tuple("b", null), tuple("a", null), tuple("c", null), tuple("x", null));
  }

  @Test
  void theLimitHoldsForAll() {
    assertThat(order(saves(0.9f, 0.1f, 0.2f), 2))
        .extracting(RankedPin::pinId)
        .containsExactly("c", "a");
  }

  @Test
  void aPinTheRankerGaveNoNumberForComesAfterThoseItDid() {
    assertThat(order(saves(Float.NaN, 0.1f, Float.POSITIVE_INFINITY), 10))
        .extracting(RankedPin::pinId, RankedPin::score, RankedPin::known)
        .containsExactly(
            tuple("b", 0.1f, true),
            tuple("x", null, false),
            tuple("c", null, true),
            tuple("y", null, null),
            tuple("a", null, true));
  }

  @Test
  void whatIsExcludedIsNotThereAtAll() {
    BitSet excluded = new BitSet();
    excluded.set(0);
    excluded.set(4);
    PinOrder.Ordered ordered =
        new PinOrder(found, new int[] {1, 2}, saves(0.1f, 0.9f), false).first(10, excluded);
    assertThat(ordered.pins()).extracting(RankedPin::pinId).containsExactly("b", "c", "y");
    assertThat(ordered.scored()).containsExactly(1, 0, PinOrder.NOT_SCORED);
  }

  @Test
  void anUnwantedHeadCountsAgainstAPinAndTheTermsAddUpToTheScore() {
    HeadProbabilities all =
        new HeadProbabilities(2, new float[] {0.5f, 0.3f, 0.5f, 0.1f, 0.2f, 0.0f}, 0, 0, 0);
    Utility utility = Utility.of(HEADS, Map.of());
    List<RankedPin> pins =
        new PinOrder(
                found,
                found.known(),
                Optional.of(new Scores(utility, all, Optional.empty(), Optional.empty())),
                true)
            .first(3, new BitSet())
            .pins();
    assertThat(pins).extracting(RankedPin::pinId).containsExactly("b", "a", "c");
    for (RankedPin pin : pins) {
      assertThat(pin.explain().utility()).containsOnlyKeys("save", "hide");
      float sum = 0;
      for (float term : pin.explain().utility().values()) {
        sum += term;
      }
      assertThat(sum).isCloseTo(pin.score(), within(1e-6f));
    }
    assertThat(pins.get(2).explain().probabilities())
        .containsExactlyInAnyOrderEntriesOf(Map.of("save", 0.5f, "hide", 0.3f));
  }

  @Test
  void weightsOfARequestReplaceThoseOfTheRanker() {
    HeadProbabilities one = new HeadProbabilities(2, new float[] {0.5f, 0.25f}, 0, 0, 0);
    assertThat(Utility.of(HEADS, Map.of()).of(one, 0)).isEqualTo(0);
    assertThat(Utility.of(HEADS, Map.of("hide", 0f, "unheard_of", 9f)).of(one, 0)).isEqualTo(0.5f);
  }

  @Test
  void explanationsAreThereOnlyIfAskedFor() {
    assertThat(order(saves(0.9f, 0.1f, 0.2f), 1).get(0).explain()).isNull();
  }

  private List<RankedPin> order(Optional<Scores> scores, int limit) {
    return new PinOrder(found, found.known(), scores, false).first(limit, new BitSet()).pins();
  }

  private static Optional<Scores> saves(float... probabilities) {
    return Optional.of(
        new Scores(
            Utility.of(HEADS.subList(0, 1), Map.of()),
            new HeadProbabilities(1, probabilities, 0, 0, 0),
            Optional.empty(),
            Optional.empty()));
  }
}
