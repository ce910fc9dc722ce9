package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.pins.PinVectors;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private static final int LONGEST = 3;

  @Test
  void historyEndsAndTargetsBeginAtTheInstant() {
    HeldOut heldOut = heldOut(10);
    UserHistory history = Tiny.saves(1, 2, 3, 4, 10, 11);
    heldOut.add(history);

    HeldOut.User user = heldOut.users().get(0);
    assertThat(user.window().to()).isEqualTo(4);
    assertThat(user.window().length()).isEqualTo(LONGEST);
    assertThat(user.targets()).containsExactly(history.pin(4), history.pin(5));
    assertThat(heldOut.trainingActions()).isEqualTo(4);
    assertThat(heldOut.trainingPositives()).isEqualTo(4);
    assertThat(heldOut.popularity()[history.pin(0)]).isEqualTo(1);
    assertThat(heldOut.popularity()[history.pin(4)]).isZero();
  }

  @Test
  void recentPopularityIsThatOfTheLastDay() {
    long day = Duration.ofDays(1).toMillis();
    HeldOut heldOut = heldOut(3 * day);
    UserHistory history = Tiny.saves(2 * day - 1, 2 * day, 3 * day - 1, 3 * day);
    heldOut.add(history);

    assertThat(heldOut.recentPopularity()[history.pin(0)]).isZero();
    assertThat(heldOut.recentPopularity()[history.pin(1)]).isEqualTo(1);
    assertThat(heldOut.recentPopularity()[history.pin(2)]).isEqualTo(1);
    assertThat(heldOut.recentPopularity()[history.pin(3)]).isZero();
  }

  @Test
  void usersWithoutHistoryOrWithoutTargetsAreNotMeasured() {
    HeldOut heldOut = heldOut(10);
    heldOut.add(Tiny.saves(1, 2));
    heldOut.add(Tiny.saves(11, 12));

    assertThat(heldOut.users()).isEmpty();
    assertThat(heldOut.trainingUsers()).isEqualTo(1);
  }

  @Test
  void tiesCountAgainstAPopularityRanking() {
    PinVectors pins = Tiny.pins();
    HeldOut heldOut = heldOut(10);
    heldOut.add(Tiny.saves(1, 10, 10, 10));
    Recall recall = new Recall(pins.size(), heldOut, 1);

    // No target was ever popular: each ties with all the pins that were not either.
    assertThat(recall.pairs()).isEqualTo(3);
    assertThat(recall.ofPopularity(heldOut.popularity())).isZero();
    assertThat(recall.ofChance()).isCloseTo(10.0 / pins.size(), within(1e-9));

    HeldOut again = heldOut(10);
    again.add(Tiny.saves(1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 10, 11));
    assertThat(new Recall(pins.size(), again, 1).ofPopularity(again.popularity())).isEqualTo(1);
  }

  private static HeldOut heldOut(long from) {
    return new HeldOut(from, LONGEST, 10, Tiny.pins().size());
  }
}
