package io.tidemark.infra.rankbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
  private final ProcessorTime before = ProcessorTime.of("cpu  100 0 50 800 10 0 0 40 30 0");

  @Test
  void whatWasStolenIsAShareOfAllTimeSince() {
    ProcessorTime after = ProcessorTime.of("cpu  150 0 60 830 10 0 0 50 60 0");
    assertThat(after.stolenSince(before)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void withoutAnyTimeItIsUnknown() {
    assertThat(before.stolenSince(before)).isNaN();
  }
}
