package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SealDayTest {
  @Test
  void whatWasSentBeforeTheDaysEndWaitsUntilItIsCommitted() {
    assertThat(SealDay.waiting(0, 100, 150, 40)).isEqualTo(60);
    assertThat(SealDay.waiting(0, 100, 150, 100)).isZero();
    assertThat(SealDay.waiting(0, 100, 150, 120)).isZero();
  }

  @Test
  void whereNothingIsAsYoungAsTheDaysEndAllHasToBeCommitted() {
    assertThat(SealDay.waiting(0, -1, 150, 149)).isEqualTo(1);
    assertThat(SealDay.waiting(0, -1, 150, 150)).isZero();
  }

  @Test
  void anArchiveThatHasCommittedNothingLeavesAllThatIsKept() {
    assertThat(SealDay.waiting(30, 100, 150, -1)).isEqualTo(70);
    assertThat(SealDay.waiting(0, -1, 0, -1)).isZero();
  }
}
