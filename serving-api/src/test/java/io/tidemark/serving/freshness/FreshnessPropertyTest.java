package io.tidemark.serving.freshness;

import static io.tidemark.serving.freshness.SomeReadings.NOW;
import static io.tidemark.serving.freshness.SomeReadings.actions;
import static io.tidemark.serving.freshness.SomeReadings.embedding;
import static io.tidemark.serving.freshness.SomeReadings.released;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds of freshness whatever was read, whenever, and whatever the clocks say. */
class FreshnessPropertyTest {
  private static final int LIMIT = 8;
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

  @Provide
  Arbitrary<Duration> ages() {
    return SomeReadings.ages();
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
            .map(SomeReadings::actions)
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

  private static Long asLong(Integer number) {
    return number == null ? null : (Long) number.longValue();
  }
}
