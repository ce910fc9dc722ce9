package io.tidemark.infra.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.infra.paired.PairedRatio.Pair;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedRatioTest {
  @Test
  void whatTheMachineDoesToBothOfAPairDoesNotMatter() {
    PairedRatio ratio =
        PairedRatio.of(List.of(new Pair(98, 100), new Pair(490, 500), new Pair(9.8, 10)));
    assertThat(ratio.ratio()).isCloseTo(0.98, within(1e-12));
    assertThat(ratio.high() - ratio.low()).isCloseTo(0, within(1e-12));
    assertThat(ratio.pairs()).isEqualTo(3);
  }

  @Test
  void theIntervalOfTwoPairsIsStudentsWithOneDegreeOfFreedom() {
    PairedRatio ratio = PairedRatio.of(List.of(new Pair(Math.E, 1), new Pair(1, Math.E)));
    assertThat(ratio.ratio()).isCloseTo(1, within(1e-12));
    assertThat(Math.log(ratio.high())).isCloseTo(12.7062, within(1e-3));
    assertThat(Math.log(ratio.low())).isCloseTo(-12.7062, within(1e-3));
  }

  @Test
  void theIntervalHoldsTheTruthInNineteenOfTwentyCases() {
    Random random = new Random(7);
    long covered =
        IntStream.range(0, 2_000)
            .filter(
                run -> {
                  PairedRatio ratio =
                      PairedRatio.of(
                          IntStream.range(0, 10)
                              .mapToObj(
                                  pair -> new Pair(0.98 * Math.exp(random.nextGaussian() / 10), 1))
                              .toList());
                  return ratio.low() <= 0.98 && 0.98 <= ratio.high();
                })
            .count();
    assertThat(covered / 2_000.0).isCloseTo(0.95, within(0.015));
  }

  @Test
  void withoutMeasurementsThereIsNoRatio() {
    assertThatThrownBy(() -> PairedRatio.of(List.of(new Pair(1, 1))))
        .hasMessageContaining("two pairs, not 1");
    assertThatThrownBy(() -> PairedRatio.of(List.of(new Pair(1, 1), new Pair(0, 1))))
        .hasMessageContaining("nothing was measured");
  }
}
