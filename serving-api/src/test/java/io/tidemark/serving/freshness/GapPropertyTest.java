package io.tidemark.serving.freshness;

import static io.tidemark.serving.freshness.SomeReadings.NOW;
import static io.tidemark.serving.freshness.SomeReadings.actions;
import static io.tidemark.serving.freshness.SomeReadings.embedding;
import static io.tidemark.serving.freshness.SomeReadings.released;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds of how both sides lie to each other, whatever the user did. */
class GapPropertyTest {
  private static final int LIMIT = 8;
  private static final FreshnessConfiguration CONFIGURATION = FreshnessConfiguration.DEFAULT;

  private final FreshnessRules rules = new FreshnessRules(CONFIGURATION, LIMIT);

  /**
   * A user's whole history, of which the batch side has what happened until its as-of, and the live
   * side the newest few that are young enough.
   */
  @Property
  void whateverIsInNeitherSideLiesInTheHole(
      @ForAll @Size(max = 30) Set<@LongRange(min = 0, max = 3_456_000) Long> history,
      @ForAll @LongRange(min = 0, max = 3_456_000) long batchAge) {
    Instant asOf = NOW.minusSeconds(batchAge);
    Instant expired = NOW.minus(CONFIGURATION.liveKept().toJavaDuration());
    List<Duration> live =
        history.stream()
            .filter(age -> !NOW.minusSeconds(age).isBefore(expired))
            .sorted(Comparator.naturalOrder())
            .limit(LIMIT)
            .map(Duration::ofSeconds)
            .toList();
    Gap gap =
        rules.of("u1", released(), embedding(asOf), actions(live), Optional.empty(), NOW).gap();
    List<Instant> inNeither =
        history.stream()
            .filter(age -> !live.contains(Duration.ofSeconds(age)))
            .map(NOW::minusSeconds)
            .filter(instant -> instant.isAfter(asOf))
            .toList();
    if (!inNeither.isEmpty()) {
      assertThat(gap.coverage()).isEqualTo(Coverage.HOLE);
    }
    assertThat(inNeither)
        .allSatisfy(instant -> assertThat(instant).isBetween(asOf, gap.liveFrom()));
    assertThat(gap.holeSeconds() > 0).isEqualTo(gap.coverage() == Coverage.HOLE);
    assertThat(gap.actions() + gap.overlap()).isEqualTo(live.size());
  }

  @Property
  void anActionThatComesLateChangesNeitherTheGapNorTheStatus(
      @ForAll @Size(min = 1, max = LIMIT - 2) List<@From("ages") Duration> ages,
      @ForAll @LongRange(min = 1, max = 2_000_000) long lateBy) {
    Instant asOf = NOW.minus(Duration.ofHours(1));
    List<Duration> withLate = new ArrayList<>(ages);
    withLate.add(Duration.ofHours(1).plus(Collections.max(ages).abs()).plusSeconds(lateBy));
    Collections.reverse(withLate);
    Freshness before = judge(asOf, ages);
    Freshness after = judge(asOf, withLate);
    assertThat(after.live().status()).isEqualTo(before.live().status());
    assertThat(after.live().lastActionAt()).isEqualTo(before.live().lastActionAt());
    assertThat(after.gap().actions()).isEqualTo(before.gap().actions());
    assertThat(after.gap().seconds()).isEqualTo(before.gap().seconds());
    assertThat(after.gap().overlap()).isEqualTo(before.gap().overlap() + 1);
  }

  @Property
  void theOrderOfActionsDoesNotMatter(
      @ForAll @Size(max = LIMIT) List<@From("ages") Duration> ages) {
    List<Duration> shuffled = new ArrayList<>(ages);
    Collections.shuffle(shuffled, new Random(ages.size()));
    Instant asOf = NOW.minus(Duration.ofHours(1));
    assertThat(judge(asOf, shuffled)).isEqualTo(judge(asOf, ages));
  }

  private Freshness judge(Instant asOf, List<Duration> ages) {
    StreamReading reading =
        new StreamReading(
            List.of(new PartitionMark(0, Optional.empty(), Optional.of(NOW.minusSeconds(1)), NOW)),
            OptionalInt.of(1),
            NOW);
    return rules.of("u1", released(), embedding(asOf), actions(ages), Optional.of(reading), NOW);
  }

  @Provide
  Arbitrary<Duration> ages() {
    return SomeReadings.ages();
  }
}
