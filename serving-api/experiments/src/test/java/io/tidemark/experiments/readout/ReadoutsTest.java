package io.tidemark.experiments.readout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Parameters;
import io.tidemark.experiments.Schedule;
import io.tidemark.experiments.Segment;
import io.tidemark.experiments.Targeting;
import io.tidemark.experiments.statistics.MetricMoments;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReadoutsTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(7 * 86_400);

  private final Map<String, ArmCounts> counts = new HashMap<>();
  private final Map<SumKey, MetricMoments> moments = new HashMap<>();

  @Test
  void everyArmIsComparedWithTheControlAndTheOthersAreCorrectedForEachOther() {
    users("control", 2_000, 1.0);
    users("more", 2_000, 1.3);
    users("same", 2_000, 1.0);

    Readout readout = readout(0, 0);

    Readout.MetricView saves = readout.metrics().get(0);
    assertThat(saves.name()).isEqualTo("saves_per_user");
    Readout.Effect control = saves.arms().get(0);
    assertThat(control.value()).isCloseTo(1.0, within(0.1));
    assertThat(control.difference()).isNull();
    Readout.Effect more = saves.arms().get(1);
    assertThat(more.liftInterval().contains(0.3)).isTrue();
    assertThat(more.alwaysValidLiftInterval().width()).isGreaterThan(more.liftInterval().width());
    assertThat(more.plannedInterval().width())
        .isGreaterThan(more.interval().width())
        .isLessThan(more.alwaysValidInterval().width() * 1.6);
    assertThat(more.pValueHolm()).isEqualTo(2 * more.pValue(), within(1e-12));
    assertThat(more.pValueAlwaysValid()).isLessThan(0.001);
    assertThat(saves.arms().get(2).interval().contains(0)).isTrue();
    assertThat(saves.varianceReduction()).isBetween(0.1, 0.9);
    assertThat(readout.warnings()).isEmpty();
  }

  @Test
  void anArmThatOnlyHadFresherRequestsDidNoBetterAtEqualFreshness() {
    users("control", 500, 1);
    users("more", 500, 1);
    users("same", 500, 1);
    requests("control", "fresh", 200, 0.5);
    requests("control", "stale", 800, 0.1);
    requests("more", "fresh", 800, 0.5);
    requests("more", "stale", 200, 0.1);
    requests("same", "fresh", 200, 0.7);
    requests("same", "stale", 800, 0.3);

    Readout.SplitView split =
        readout(0, 0).splits().stream()
            .filter(view -> view.by().equals("batch_status"))
            .findFirst()
            .orElseThrow();

    assertThat(split.metric()).isEqualTo("saves_per_request");
    assertThat(split.segments().get(0).name()).isEqualTo("fresh");
    assertThat(split.segments().get(0).requestShares().get(1)).isCloseTo(0.8, within(1e-9));
    Readout.MixView fresher = split.shares().get(0);
    assertThat(fresher.arm()).isEqualTo("more");
    assertThat(fresher.difference()).isCloseTo(0.24, within(1e-9));
    assertThat(fresher.byMix()).isCloseTo(0.24, within(1e-9));
    assertThat(fresher.atEqualFreshness()).isCloseTo(0, within(1e-9));
    Readout.MixView better = split.shares().get(1);
    assertThat(better.byMix()).isCloseTo(0, within(1e-9));
    assertThat(better.atEqualFreshness()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void whatMakesItUnbelievableIsSaid() {
    users("control", 1_000, 1);
    users("more", 1_300, 1);
    users("same", 50, 1);
    counts.merge("more", new ArmCounts(0, 0, 0, 7), ArmCounts::plus);

    Readout readout = readout(3, 2);

    assertThat(readout.sampleRatio().mismatch()).isTrue();
    assertThat(readout.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("sample ratio mismatch"))
        .anySatisfy(warning -> assertThat(warning).contains("arm same has 50 users"))
        .anySatisfy(warning -> assertThat(warning).contains("arm more could not be had in 7 of"))
        .anySatisfy(warning -> assertThat(warning).contains("3 users saw more than one arm"))
        .anySatisfy(warning -> assertThat(warning).contains("2 users were named in overrides"));
  }

  @Test
  void withoutAnybodyNothingIsKnownAndNothingIsZero() {
    Readout readout = readout(0, 0);

    assertThat(readout.metrics().get(0).arms())
        .allSatisfy(
            effect -> {
              assertThat(effect.users()).isZero();
              assertThat(effect.value()).isNull();
              assertThat(effect.difference()).isNull();
              assertThat(effect.pValue()).isNull();
            });
    assertThat(readout.splits()).isEmpty();
  }

  private void users(String arm, int users, double saves) {
    SplittableRandom random = new SplittableRandom(arm.hashCode());
    MetricMoments sum = new MetricMoments();
    for (int i = 0; i < users; i++) {
      double taste = random.nextDouble();
      double before = taste + random.nextDouble();
      sum.add(saves * (taste + random.nextDouble()), 1, before, 1);
    }
    moments.put(new SumKey(arm, Metric.SAVES_PER_USER, Split.NONE, ""), sum);
    counts.put(arm, new ArmCounts(users, users, 10L * users, 0));
  }

  private void requests(String arm, String segment, int requests, double savesEach) {
    MetricMoments sum = new MetricMoments();
    for (int i = 0; i < requests; i++) {
      sum.add(savesEach, 1, 0, 1);
    }
    moments.put(new SumKey(arm, Metric.SAVES_PER_IMPRESSION, Split.BATCH_STATUS, segment), sum);
  }

  private Readout readout(long crossed, long overridden) {
    Experiment experiment =
        new Experiment(
            "one",
            "?",
            "one",
            new Segment(0, 1),
            new Schedule(START, Optional.of(START.plusSeconds(14 * 86_400)), List.of()),
            Targeting.ALL,
            Map.of(),
            "control",
            List.of(
                new Arm("control", 1, Parameters.NONE),
                new Arm("more", 1, Parameters.NONE),
                new Arm("same", 1, Parameters.NONE)));
    return Readouts.of(
        new Reading("layer", experiment, NOW, NOW, 4_000),
        new Sums(counts, moments, crossed, overridden));
  }
}
