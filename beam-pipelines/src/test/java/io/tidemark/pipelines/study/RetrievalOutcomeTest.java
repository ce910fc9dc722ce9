package io.tidemark.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetrievalOutcomeTest {
  private static final UserBootstrap BOOTSTRAP = new UserBootstrap(200, 1);

  @Test
  void sharesAreOfPairsAndLiftsAreRelative() {
    RetrievalOutcome base = new RetrievalOutcome();
    RetrievalOutcome better = new RetrievalOutcome();
    for (int user = 0; user < 20; user++) {
      for (int pair = 0; pair < 4; pair++) {
        base.add("user" + user, pair < 2, pair < 1);
        better.add("user" + user, pair < 3, pair < 3);
      }
    }

    assertThat(base.users()).isEqualTo(20);
    assertThat(base.pairs()).isEqualTo(80);
    assertThat(base.relevance()).isEqualTo(0.5);
    assertThat(base.recall()).isEqualTo(0.25);
    assertThat(better.relevanceLift(base, BOOTSTRAP).value()).isCloseTo(0.5, within(1e-12));
    Recalls.Change recall = better.recallLift(base, BOOTSTRAP);
    assertThat(recall.value()).isCloseTo(2, within(1e-12));
    // All users are alike, so no resample differs.
    assertThat(recall.low()).isCloseTo(2, within(1e-12));
    assertThat(recall.isClear()).isTrue();
  }

  @Test
  void aLiftOverNothingIsUnknown() {
    RetrievalOutcome base = new RetrievalOutcome();
    RetrievalOutcome some = new RetrievalOutcome();
    base.add("ann", false, false);
    some.add("ann", true, true);

    assertThat(some.recallLift(base, BOOTSTRAP).describe()).isEqualTo("unknown");
  }

  @Test
  void vectorsTakeTurnsUntilThereAreAsManyPinsAsAskedFor() {
    float[][] space = {{1, 0}, {0.99f, 0.14f}, {0.7f, 0.7f}, {0, 1}, {-1, 0}};

    assertThat(RetrievedPins.nearest(new float[][] {{1, 0}, {0, 1}}, space, 3))
        .containsExactlyInAnyOrderElementsOf(Set.of(0, 3, 1));
    assertThat(RetrievedPins.nearest(new float[][] {{1, 0}, {1, 0}}, space, 3))
        .as("the same vector twice asks for as many pins")
        .containsExactlyInAnyOrderElementsOf(Set.of(0, 1, 2));
    assertThat(RetrievedPins.nearest(new float[0][], space, 3)).isEmpty();
  }
}
