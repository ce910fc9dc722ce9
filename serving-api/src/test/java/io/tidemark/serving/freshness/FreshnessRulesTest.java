package io.tidemark.serving.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FreshnessRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LIMIT = 3;
  private static final Duration NEVER = null;

  private final FreshnessRules rules = new FreshnessRules(FreshnessConfiguration.DEFAULT, LIMIT);

  static Stream<Arguments> batches() {
    return Stream.of(
        Arguments.of("just made", Duration.ZERO, BatchStatus.FRESH, 0L),
        Arguments.of("of this morning", Duration.ofHours(12), BatchStatus.FRESH, 43_200L),
        Arguments.of("36 hours old", Duration.ofHours(36), BatchStatus.FRESH, 129_600L),
        Arguments.of(
            "a moment older", Duration.ofHours(36).plusMillis(1), BatchStatus.STALE, 129_600L),
        Arguments.of("of last week", Duration.ofDays(7), BatchStatus.STALE, 604_800L),
        Arguments.of("from a clock ahead", Duration.ofMinutes(-1), BatchStatus.FRESH, 0L));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("batches")
  void theBatchIsAsOldAsTheUsersOwnEmbedding(
      String name, Duration age, BatchStatus status, long seconds) {
    BatchFreshness batch = freshness(embedding(age), actions(), stream(Duration.ZERO)).batch();
    assertThat(batch)
        .isEqualTo(
            new BatchFreshness(
                "pinnerformer",
                "release-1",
                NOW.minus(age),
                seconds,
                status,
                status == BatchStatus.FRESH
                    ? BatchReason.WITHIN_OBJECTIVE
                    : BatchReason.BEYOND_OBJECTIVE));
  }

  @Test
  void aUserWithoutEmbeddingMissesTheBatch() {
    BatchFreshness batch =
        freshness(Reading.of(Optional.empty()), actions(), stream(Duration.ZERO)).batch();
    assertThat(batch)
        .isEqualTo(
            new BatchFreshness(
                "pinnerformer",
                "release-1",
                null,
                null,
                BatchStatus.MISSING,
                BatchReason.NO_EMBEDDING));
  }

  @Test
  void anEmbeddingThatCouldNotBeReadIsUnknown() {
    BatchFreshness batch = freshness(Reading.unknown(), actions(), stream(Duration.ZERO)).batch();
    assertThat(batch)
        .isEqualTo(
            new BatchFreshness(
                "pinnerformer",
                "release-1",
                null,
                null,
                BatchStatus.UNKNOWN,
                BatchReason.EMBEDDING_UNREAD));
  }

  @Test
  void anAsOfThatIsFurtherAheadThanClocksDifferIsNoAge() {
    BatchFreshness batch =
        freshness(embedding(Duration.ofMinutes(-6)), actions(), stream(Duration.ZERO)).batch();
    assertThat(batch.status()).isEqualTo(BatchStatus.UNKNOWN);
    assertThat(batch.reason()).isEqualTo(BatchReason.CLOCK_AHEAD);
    assertThat(batch.ageSeconds()).isNull();
  }

  @Test
  void withoutAReleaseTheBatchIsMissing() {
    Freshness freshness =
        rules.of(
            "u1",
            Reading.of(Optional.empty()),
            Reading.of(Optional.empty()),
            actions(),
            stream(Duration.ZERO),
            NOW);
    assertThat(freshness.batch().status()).isEqualTo(BatchStatus.MISSING);
    assertThat(freshness.batch().release()).isNull();
  }

  @Test
  void aReleaseThatWasNeverReadIsUnknown() {
    Freshness freshness =
        rules.of(
            "u1",
            Reading.unknown(),
            Reading.of(Optional.empty()),
            actions(),
            stream(Duration.ZERO),
            NOW);
    assertThat(freshness.batch().status()).isEqualTo(BatchStatus.UNKNOWN);
  }

  static Stream<Arguments> lives() {
    Duration second = Duration.ofSeconds(1);
    return Stream.of(
        // watermark's age, its reading's age, the newest action's age -> status, lag
        Arguments.of(second, second, second, LiveStatus.FRESH, 1_000L),
        Arguments.of(second, second, Duration.ofMinutes(30), LiveStatus.FRESH, 1_000L),
        Arguments.of(second, second, Duration.ofMinutes(31), LiveStatus.QUIET, 1_000L),
        Arguments.of(second, second, NEVER, LiveStatus.MISSING, 1_000L),
        Arguments.of(Duration.ofSeconds(5), second, second, LiveStatus.FRESH, 5_000L),
        Arguments.of(Duration.ofMillis(5_001), second, second, LiveStatus.BEHIND, 5_001L),
        Arguments.of(Duration.ofHours(1), second, second, LiveStatus.BEHIND, 3_600_000L),
        Arguments.of(
            Duration.ofHours(1), second, Duration.ofDays(1), LiveStatus.BEHIND, 3_600_000L),
        Arguments.of(Duration.ofHours(1), second, NEVER, LiveStatus.BEHIND, 3_600_000L),
        Arguments.of(Duration.ofSeconds(-1), second, second, LiveStatus.FRESH, 0L),
        Arguments.of(NEVER, second, second, LiveStatus.UNKNOWN, null),
        Arguments.of(NEVER, second, NEVER, LiveStatus.UNKNOWN, null),
        Arguments.of(NEVER, NEVER, second, LiveStatus.UNKNOWN, null),
        Arguments.of(
            Duration.ofSeconds(7), Duration.ofSeconds(6), second, LiveStatus.UNKNOWN, null),
        // Read 4 s ago and 2 s old then: it may have moved since, or not.
        Arguments.of(
            Duration.ofSeconds(6), Duration.ofSeconds(4), second, LiveStatus.UNKNOWN, null),
        // Within the objective, however long ago it was read.
        Arguments.of(
            Duration.ofSeconds(5), Duration.ofSeconds(4), second, LiveStatus.FRESH, 5_000L),
        // Behind already when it was read.
        Arguments.of(
            Duration.ofSeconds(10), Duration.ofSeconds(4), second, LiveStatus.BEHIND, 10_000L),
        // An action ahead of the clock.
        Arguments.of(second, second, Duration.ofMinutes(-1), LiveStatus.FRESH, 1_000L),
        Arguments.of(second, second, Duration.ofMinutes(-6), LiveStatus.UNKNOWN, 1_000L));
  }

  @ParameterizedTest(name = "watermark {0}, read {1} ago, last action {2}: {3}, lag {4}")
  @MethodSource("lives")
  void quietUsersAndSlowStreamsAreToldApart(
      Duration watermark, Duration reading, Duration action, LiveStatus status, Long lag) {
    LiveFreshness live =
        freshness(
                embedding(Duration.ofDays(1)),
                action == NEVER ? actions() : actions(action),
                reading == NEVER ? Optional.empty() : stream(watermark, reading))
            .live();
    assertThat(live.status()).isEqualTo(status);
    assertThat(live.pipelineLagMs()).isEqualTo(lag);
    assertThat(live.lastActionAt()).isEqualTo(action == NEVER ? null : NOW.minus(action));
    if (action == NEVER || action.compareTo(Duration.ofMinutes(-5)) < 0) {
      assertThat(live.ageSeconds()).isNull();
    } else {
      assertThat(live.ageSeconds()).isEqualTo(Math.max(0, action.toSeconds()));
    }
    assertThat(live.actions()).isEqualTo(action == NEVER ? 0 : 1);
  }

  @Test
  void actionsThatCouldNotBeReadAreUnknownWhateverTheStreamDoes() {
    for (Duration watermark : List.of(Duration.ZERO, Duration.ofHours(1))) {
      LiveFreshness live =
          freshness(embedding(Duration.ZERO), Reading.unknown(), stream(watermark)).live();
      assertThat(live)
          .isEqualTo(
              new LiveFreshness(
                  null,
                  NOW.minus(watermark),
                  watermark.toMillis(),
                  null,
                  null,
                  LiveStatus.UNKNOWN,
                  LiveReason.ACTIONS_UNREAD));
    }
  }

  @Test
  void aWatermarkThatCouldNotBeReadLatelyIsShownButItsLagIsUnknown() {
    LiveFreshness live =
        freshness(
                embedding(Duration.ZERO),
                actions(Duration.ZERO),
                stream(Duration.ofSeconds(61), Duration.ofMinutes(1)))
            .live();
    assertThat(live.watermark()).isEqualTo(NOW.minusSeconds(61));
    assertThat(live.pipelineLagMs()).isNull();
  }

  static Stream<Arguments> gaps() {
    Duration hour = Duration.ofHours(1);
    Duration month = Duration.ofDays(30);
    return Stream.of(
        // batch's age, actions' ages -> actions, at least, seconds, overlap, hole, coverage
        gap(hour, List.of(), 0, false, 0, 0, 0, Coverage.COMPLETE),
        gap(hour, List.of(hour.multipliedBy(2)), 0, false, 0, 1, 0, Coverage.COMPLETE),
        gap(hour, List.of(hour), 0, false, 0, 1, 0, Coverage.COMPLETE),
        gap(hour, List.of(hour.minusSeconds(10)), 1, false, 10, 0, 0, Coverage.COMPLETE),
        gap(
            hour,
            List.of(Duration.ZERO, hour.minusSeconds(10), hour.plusSeconds(10)),
            2,
            false,
            3_600,
            1,
            0,
            Coverage.COMPLETE),
        // As many as are read at most, all newer: what came between the two is in neither.
        gap(
            hour,
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)),
            3,
            true,
            3_600,
            0,
            3_598,
            Coverage.HOLE),
        // Live actions of the time before the last month are gone.
        gap(
            month.plusDays(1),
            List.of(Duration.ZERO),
            1,
            false,
            month.plusDays(1).toSeconds(),
            0,
            86_400,
            Coverage.HOLE));
  }

  private static Arguments gap(
      Duration batchAge,
      List<Duration> actionAges,
      int actions,
      boolean atLeast,
      long seconds,
      int overlap,
      long hole,
      Coverage coverage) {
    Duration liveAge = actionAges.size() < LIMIT ? Duration.ofDays(30) : actionAges.get(LIMIT - 1);
    return Arguments.of(
        batchAge,
        actionAges,
        new Gap(actions, atLeast, seconds, overlap, NOW.minus(liveAge), hole, coverage));
  }

  @ParameterizedTest
  @MethodSource("gaps")
  void theGapIsWhatTheEmbeddingHasNotAndTheHoleWhatNeitherHas(
      Duration batchAge, List<Duration> actionAges, Gap gap) {
    assertThat(
            freshness(
                    embedding(batchAge),
                    actions(actionAges.toArray(Duration[]::new)),
                    stream(Duration.ZERO))
                .gap())
        .isEqualTo(gap);
  }

  @Test
  void theGapIsUnknownIfASideIs() {
    assertThat(freshness(Reading.unknown(), actions(), stream(Duration.ZERO)).gap())
        .isEqualTo(Gap.UNKNOWN);
    assertThat(freshness(embedding(Duration.ZERO), Reading.unknown(), stream(Duration.ZERO)).gap())
        .isEqualTo(Gap.UNKNOWN);
  }

  @Test
  void withoutEmbeddingThereIsNothingBeforeTheLiveSide() {
    Gap gap = freshness(Reading.of(Optional.empty()), actions(), stream(Duration.ZERO)).gap();
    assertThat(gap)
        .isEqualTo(
            new Gap(
                null, null, null, null, NOW.minus(Duration.ofDays(30)), null, Coverage.LIVE_ONLY));
  }

  @Test
  void aSideThatMissesItsObjectiveIsLeftOutOnlyIfConfiguredAndTheOtherOneIsThere() {
    Freshness stale =
        freshness(embedding(Duration.ofDays(2)), actions(Duration.ZERO), stream(Duration.ZERO));
    Freshness behind =
        freshness(embedding(Duration.ZERO), actions(Duration.ZERO), stream(Duration.ofMinutes(1)));
    Freshness both =
        freshness(
            embedding(Duration.ofDays(2)), actions(Duration.ZERO), stream(Duration.ofMinutes(1)));
    assertThat(Stream.of(stale, behind, both).map(rules::leftOut)).containsOnly(Optional.empty());
    FreshnessRules leavingOut = rules(Otherwise.LEAVE_OUT, Otherwise.LEAVE_OUT);
    assertThat(leavingOut.leftOut(stale)).contains(Side.BATCH);
    assertThat(leavingOut.leftOut(behind)).contains(Side.LIVE);
    assertThat(leavingOut.leftOut(both)).as("nothing would be left").isEmpty();
  }

  static FreshnessRules rules(Otherwise ifStale, Otherwise ifBehind) {
    return new FreshnessRules(
        new FreshnessConfiguration(
            new ObjectivesConfiguration(null, null, ifStale, ifBehind),
            null,
            null,
            null,
            null,
            null),
        LIMIT);
  }

  private Freshness freshness(
      Reading<Optional<UserEmbedding>> embedding,
      Reading<List<Action>> actions,
      Optional<StreamReading> stream) {
    Release release =
        new Release(
            Release.PINNERFORMER,
            "release-1",
            "v1",
            NOW,
            Optional.empty(),
            1,
            Map.of(),
            Map.of(),
            NOW);
    return rules.of("u1", Reading.of(Optional.of(release)), embedding, actions, stream, NOW);
  }

  private static Reading<Optional<UserEmbedding>> embedding(Duration age) {
    return Reading.of(Optional.of(new UserEmbedding("u1", new float[] {1}, NOW.minus(age))));
  }

  private static Reading<List<Action>> actions(Duration... ages) {
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

  private static Optional<StreamReading> stream(Duration watermarkAge) {
    return stream(watermarkAge, Duration.ZERO);
  }

  private static Optional<StreamReading> stream(Duration watermarkAge, Duration readingAge) {
    return Optional.of(
        new StreamReading(
            List.of(
                new PartitionMark(
                    0,
                    Optional.empty(),
                    Optional.ofNullable(watermarkAge).map(NOW::minus),
                    NOW.minus(readingAge))),
            OptionalInt.of(1),
            NOW.minus(readingAge)));
  }
}
