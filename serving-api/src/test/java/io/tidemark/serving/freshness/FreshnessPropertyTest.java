package io.tidemark.serving.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds of freshness whatever was read, whenever, and whatever the clocks say. */
class FreshnessPropertyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LIMIT = 8;
  private static final Duration OBJECTIVE = Duration.ofSeconds(5);
  private static final FreshnessConfiguration CONFIGURATION = FreshnessConfiguration.DEFAULT;

  private final FreshnessRules rules = new FreshnessRules(CONFIGURATION, LIMIT);

  /** Everything that may be read for an answer. */
  record Readings(
      Reading<Optional<Release>> release,
      Reading<Optional<UserEmbedding>> embedding,
      Reading<List<Action>> actions,
      Optional<StreamReading> stream) {
    Freshness judge(FreshnessRules rules) {
      return rules.of("u1", release, embedding, actions, stream, NOW);
    }

    boolean isWatermarkKnown() {
      return stream.isPresent()
          && Duration.between(stream.get().readAt(), NOW)
                  .abs()
                  .compareTo(CONFIGURATION.readingLostAfter().toJavaDuration())
              <= 0
          && stream.get().marks().get(0).heartbeat().isPresent();
    }
  }

  @Property
  void noNumberIsNegative(@ForAll("readings") Readings read) {
    Freshness freshness = read.judge(rules);
    Gap gap = freshness.gap();
    assertThat(
            Stream.of(
                    freshness.batch().ageSeconds(),
                    freshness.live().ageSeconds(),
                    freshness.live().pipelineLagMs(),
                    gap.seconds(),
                    gap.holeSeconds(),
                    asLong(freshness.live().actions()),
                    asLong(gap.actions()),
                    asLong(gap.overlap()))
                .filter(Objects::nonNull))
        .allSatisfy(number -> assertThat(number).isNotNegative());
  }

  @Property
  void whatCouldNotBeReadIsNeverShownAsKnown(@ForAll("readings") Readings read) {
    Freshness freshness = read.judge(rules);
    if (read.embedding().known().isEmpty() || read.release().known().isEmpty()) {
      assertThat(freshness.batch().ageSeconds()).isNull();
      assertThat(freshness.batch().asOf()).isNull();
      assertThat(freshness.batch().status()).isNotIn(BatchStatus.FRESH, BatchStatus.STALE);
      assertThat(freshness.gap().actions()).isNull();
      assertThat(freshness.gap().holeSeconds()).isNull();
    }
    if (read.actions().known().isEmpty()) {
      assertThat(freshness.live().status()).isEqualTo(LiveStatus.UNKNOWN);
      assertThat(freshness.live().actions()).isNull();
      assertThat(freshness.live().lastActionAt()).isNull();
      assertThat(freshness.live().ageSeconds()).isNull();
      assertThat(freshness.gap()).isEqualTo(Gap.UNKNOWN);
    }
    if (!read.isWatermarkKnown()) {
      assertThat(freshness.live().status()).isEqualTo(LiveStatus.UNKNOWN);
      assertThat(freshness.live().pipelineLagMs()).isNull();
    }
  }

  @Property
  void whatIsKnownIsShown(@ForAll("readings") Readings read) {
    Freshness freshness = read.judge(rules);
    boolean ahead =
        read.embedding()
            .known()
            .flatMap(value -> value)
            .map(value -> value.asOf().isAfter(NOW.plus(Duration.ofMinutes(5))))
            .orElse(false);
    boolean released = read.release().known().flatMap(value -> value).isPresent();
    assertThat(freshness.batch().ageSeconds() != null)
        .isEqualTo(
            released && read.embedding().known().flatMap(value -> value).isPresent() && !ahead);
    assertThat(freshness.live().actions())
        .isEqualTo(read.actions().known().map(List::size).orElse(null));
  }

  @Property
  void everyReasonBelongsToItsStatus(@ForAll("readings") Readings read) {
    Freshness freshness = read.judge(rules);
    Set<BatchReason> batch =
        switch (freshness.batch().status()) {
          case FRESH -> Set.of(BatchReason.WITHIN_OBJECTIVE);
          case STALE -> Set.of(BatchReason.BEYOND_OBJECTIVE);
          case MISSING -> Set.of(BatchReason.NO_RELEASE, BatchReason.NO_EMBEDDING);
          case UNKNOWN ->
              Set.of(
                  BatchReason.RELEASE_UNREAD,
                  BatchReason.EMBEDDING_UNREAD,
                  BatchReason.CLOCK_AHEAD);
        };
    assertThat(batch).contains(freshness.batch().reason());
    Set<LiveReason> live =
        switch (freshness.live().status()) {
          case FRESH -> Set.of(LiveReason.USER_ACTIVE);
          case QUIET -> Set.of(LiveReason.USER_QUIET);
          case MISSING -> Set.of(LiveReason.NO_ACTIONS);
          case BEHIND -> Set.of(LiveReason.STREAM_LATE, LiveReason.STREAM_STOPPED);
          case UNKNOWN ->
              Set.of(
                  LiveReason.ACTIONS_UNREAD,
                  LiveReason.WATERMARK_UNREAD,
                  LiveReason.NO_HEARTBEAT,
                  LiveReason.CLOCK_AHEAD);
        };
    assertThat(live).contains(freshness.live().reason());
  }

  @Property
  void whatAUserDidNeverDecidesWhetherTheStreamIsBehind(
      @ForAll("readings") Readings read,
      @ForAll @Size(max = LIMIT) List<@From("ages") Duration> other) {
    Freshness one = read.judge(rules);
    Freshness another =
        new Readings(read.release(), read.embedding(), actions(other), read.stream()).judge(rules);
    if (read.actions().known().isPresent()) {
      assertThat(another.live().status() == LiveStatus.BEHIND)
          .isEqualTo(one.live().status() == LiveStatus.BEHIND);
    }
    assertThat(another.live().pipelineLagMs()).isEqualTo(one.live().pipelineLagMs());
  }

  /**
   * A stream as it is, read as it is read: heartbeats come every second until it stops, and arrive
   * later by its delay; the watermarks are read every second until HBase goes away.
   */
  @Property
  void aStreamThatIsBehindIsNeverQuietFreshOrMissing(
      @ForAll @IntRange(max = 8_000) int delay,
      @ForAll @IntRange(max = 20_000) int stoppedFor,
      @ForAll @IntRange(max = 20_000) int unreadableFor,
      @ForAll @Size(max = 3) List<@From("ages") Duration> actionAges) {
    Optional<StreamReading> reading = Optional.empty();
    for (Instant at = NOW.minusSeconds(60); !at.isAfter(NOW); at = at.plusSeconds(1)) {
      if (at.isAfter(NOW.minusMillis(unreadableFor))) {
        break;
      }
      reading =
          Optional.of(
              StreamReading.after(
                  reading,
                  List.of(
                      new Watermark(
                          0, Optional.empty(), Optional.of(watermark(at, delay, stoppedFor)), at)),
                  OptionalInt.of(1),
                  at));
    }
    LiveStatus status =
        rules
            .of("u1", released(), Reading.unknown(), actions(actionAges), reading, NOW)
            .live()
            .status();
    Duration lag = Duration.between(watermark(NOW, delay, stoppedFor), NOW);
    if (lag.compareTo(OBJECTIVE) > 0) {
      assertThat(status).isIn(LiveStatus.BEHIND, LiveStatus.UNKNOWN);
    }
    if (unreadableFor < 1_000 && stoppedFor >= 10_000) {
      assertThat(status).as("ten seconds after it stopped").isEqualTo(LiveStatus.BEHIND);
    }
    if (unreadableFor < 1_000 && stoppedFor == 0 && delay <= 3_000) {
      assertThat(rules.stream().of("u1", reading, NOW).status()).isEqualTo(LiveStatus.FRESH);
    }
    if (unreadableFor > 6_000) {
      assertThat(status).isEqualTo(LiveStatus.UNKNOWN);
    }
  }

  /** As the stream wrote it: the newest whole second that had arrived before it stopped. */
  private static Instant watermark(Instant at, int delayMillis, int stoppedForMillis) {
    Instant stop = NOW.minusMillis(stoppedForMillis);
    Instant until = at.isBefore(stop) ? at : stop;
    return Instant.ofEpochSecond(until.minusMillis(delayMillis).getEpochSecond());
  }

  @Property
  void aStreamThatStandsStillIsBehindWhateverTheBrokersClockSays(
      @ForAll @LongRange(min = -3_600_000, max = 3_600_000) long skew,
      @ForAll @LongRange(min = 5_001, max = 600_000) long still,
      @ForAll @IntRange(max = 2_000) int readAgo) {
    StreamReading reading =
        new StreamReading(
            List.of(
                new PartitionMark(
                    0,
                    Optional.empty(),
                    Optional.of(NOW.minusMillis(still).plusMillis(skew)),
                    NOW.minusMillis(still))),
            OptionalInt.of(1),
            NOW.minusMillis(readAgo));
    assertThat(rules.stream().of("u1", Optional.of(reading), NOW).status())
        .isEqualTo(LiveStatus.BEHIND);
  }

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

  @Property
  void aSideIsLeftOutOnlyIfTheOtherMeetsItsObjective(@ForAll("readings") Readings read) {
    FreshnessRules leavingOut = FreshnessRulesTest.rules(Otherwise.LEAVE_OUT, Otherwise.LEAVE_OUT);
    Freshness freshness = read.judge(leavingOut);
    leavingOut
        .leftOut(freshness)
        .ifPresent(
            side -> {
              switch (side) {
                case BATCH -> {
                  assertThat(freshness.batch().status()).isEqualTo(BatchStatus.STALE);
                  assertThat(freshness.live().status()).isIn(LiveStatus.FRESH, LiveStatus.QUIET);
                }
                case LIVE -> {
                  assertThat(freshness.live().status()).isEqualTo(LiveStatus.BEHIND);
                  assertThat(freshness.batch().status()).isEqualTo(BatchStatus.FRESH);
                }
              }
            });
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
    return Arbitraries.oneOf(
        Arbitraries.longs().between(-60_000, 10_000).map(Duration::ofMillis),
        Arbitraries.longs().between(-7_200, 5_000_000).map(Duration::ofSeconds));
  }

  @Provide
  Arbitrary<Readings> readings() {
    Arbitrary<Duration> ages = ages();
    Arbitrary<Reading<Optional<Release>>> releases =
        Arbitraries.of(released(), Reading.of(Optional.empty()), Reading.unknown());
    Arbitrary<Reading<Optional<UserEmbedding>>> embeddings =
        ages.injectNull(0.2)
            .map(
                age ->
                    age == null
                        ? Reading.of(Optional.<UserEmbedding>empty())
                        : embedding(NOW.minus(age)))
            .injectNull(0.2)
            .map(reading -> reading == null ? Reading.unknown() : reading);
    Arbitrary<Reading<List<Action>>> actions =
        ages.list()
            .ofMaxSize(LIMIT)
            .map(FreshnessPropertyTest::actions)
            .injectNull(0.2)
            .map(reading -> reading == null ? Reading.unknown() : reading);
    Arbitrary<Optional<StreamReading>> streams =
        Combinators.combine(ages.injectNull(0.1), ages, ages).as(FreshnessPropertyTest::stream);
    return Combinators.combine(releases, embeddings, actions, streams.optional(0.9).map(this::flat))
        .as(Readings::new);
  }

  private Optional<StreamReading> flat(Optional<Optional<StreamReading>> nested) {
    return nested.flatMap(value -> value);
  }

  private static Optional<StreamReading> stream(Duration watermark, Duration moved, Duration read) {
    return Optional.of(
        new StreamReading(
            List.of(
                new PartitionMark(
                    0,
                    Optional.empty(),
                    Optional.ofNullable(watermark).map(NOW::minus),
                    NOW.minus(moved))),
            OptionalInt.of(1),
            NOW.minus(read)));
  }

  private static Reading<Optional<Release>> released() {
    return Reading.of(
        Optional.of(
            new Release(
                Release.PINNERFORMER,
                "release-1",
                "v1",
                NOW,
                Optional.empty(),
                1,
                Map.of(),
                Map.of(),
                NOW)));
  }

  private static Reading<Optional<UserEmbedding>> embedding(Instant asOf) {
    return Reading.of(Optional.of(new UserEmbedding("u1", new float[] {1}, asOf)));
  }

  private static Reading<List<Action>> actions(List<Duration> ages) {
    List<Action> actions = new ArrayList<>();
    for (Duration age : ages) {
      actions.add(
          new Action(
              "e" + actions.size(),
              "u1",
              "p1",
              ActionType.SAVE,
              Surface.HOME,
              NOW.minus(age).toEpochMilli(),
              Action.UNKNOWN_DURATION,
              Optional.empty()));
    }
    return Reading.of(actions);
  }

  private static Long asLong(Integer number) {
    return number == null ? null : (Long) number.longValue();
  }
}
