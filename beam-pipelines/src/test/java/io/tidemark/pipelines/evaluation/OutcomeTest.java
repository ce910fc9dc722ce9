package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final UserBootstrap BOOTSTRAP = new UserBootstrap(400, 7);

  @Test
  void microWeighsPairsAndMacroUsers() {
    Outcome outcome = new Outcome();
    outcome.answered("ann", 1, 1.0);
    outcome.answered("ann", 10, 2.0);
    outcome.answered("ann", 11, 3.0);
    outcome.unanswered("bob");

    assertThat(outcome.pairs()).isEqualTo(4);
    assertThat(outcome.users()).isEqualTo(2);
    assertThat(outcome.recall()).isEqualTo(2.0 / 4);
    assertThat(outcome.macroRecall()).isCloseTo((2.0 / 3 + 0) / 2, within(1e-12));
    assertThat(outcome.answeredShare()).isEqualTo(0.75);
    assertThat(outcome.entropy()).isEqualTo(2.0);
  }

  @Test
  void windowsArePooledAndAUserOfTwoWindowsIsOne() {
    Outcome first = new Outcome();
    first.answered("ann", 3, 1);
    first.covered(0.2);
    Outcome second = new Outcome();
    second.answered("ann", 30, 1);
    second.answered("bob", 2, 1);
    second.covered(0.4);

    first.add(second);

    assertThat(first.pairs()).isEqualTo(3);
    assertThat(first.users()).isEqualTo(2);
    assertThat(first.recall()).isEqualTo(2.0 / 3);
    assertThat(first.macroRecall()).isEqualTo((0.5 + 1) / 2);
    assertThat(first.coverage()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void aStatisticOfSeveralOutcomesDrawsTheSameUsersForAll() {
    Outcome one = random(0.3, 1);

    UserBootstrap.Interval difference =
        Outcome.interval(List.of(one, one), recalls -> recalls[1] - recalls[0], BOOTSTRAP);

    assertThat(difference.low()).isZero();
    assertThat(difference.high()).isZero();
  }

  @Test
  void outcomesOfDifferentUsersCannotBePaired() {
    Outcome other = new Outcome();
    other.answered("somebody else", 1, 0);

    assertThatThrownBy(
            () -> Outcome.interval(List.of(random(0.3, 1), other), recalls -> 0, BOOTSTRAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different users");
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    assertThat(random(0.3, 1).recallInterval(BOOTSTRAP))
        .isEqualTo(random(0.3, 1).recallInterval(BOOTSTRAP))
        .isNotEqualTo(random(0.3, 1).recallInterval(new UserBootstrap(400, 8)));
  }

  @Test
  void nineteenOfTwentyIntervalsHoldTheTruth() {
    int covered = 0;
    int coveredMacro = 0;
    int experiments = 200;
    for (int experiment = 0; experiment < experiments; experiment++) {
      Outcome outcome = random(0.3, experiment);
      UserBootstrap bootstrap = new UserBootstrap(300, experiment);
      covered += holds(outcome.recallInterval(bootstrap), 0.3);
      coveredMacro += holds(outcome.macroRecallInterval(bootstrap), 0.3);
    }

    assertThat(covered).isBetween(178, 199);
    assertThat(coveredMacro).isBetween(178, 199);
  }

  @Test
  void withoutUsersTheIntervalIsUnknown() {
    assertThat(new Outcome().recallInterval(BOOTSTRAP).low()).isNaN();
    assertThat(new Outcome().recall()).isNaN();
  }

  private static int holds(UserBootstrap.Interval interval, double truth) {
    return interval.low() <= truth && truth <= interval.high() ? 1 : 0;
  }

  /** 120 users with a taste for hits of their own, whose mean over users is the truth. */
  private static Outcome random(double mean, long seed) {
    Random random = new Random(seed);
    Outcome outcome = new Outcome();
    for (int user = 0; user < 120; user++) {
      double own = mean + (random.nextBoolean() ? 0.2 : -0.2);
      for (int pair = 0; pair < 1 + random.nextInt(10); pair++) {
        outcome.answered("user" + user, random.nextDouble() < own ? 1 : 100, 0);
      }
    }
    return outcome;
  }
}
