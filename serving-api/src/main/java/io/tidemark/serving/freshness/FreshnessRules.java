package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How fresh an answer is, from what was read for it. Pure: the same readings at the same instant
 * are the same freshness.
 */
public final class FreshnessRules {
  private final Duration batchStaleAfter;
  private final Duration userQuietAfter;
  private final Duration streamBehindAfter;
  private final Duration readingLostAfter;
  private final int liveLimit;
  private final boolean judging;

  /**
   * @param configuration when is fresh no longer fresh
   * @param liveLimit the most live actions that are read for a user
   */
  public FreshnessRules(FreshnessConfiguration configuration, int liveLimit) {
    this(configuration, liveLimit, true);
  }

  private FreshnessRules(FreshnessConfiguration configuration, int liveLimit, boolean judging) {
    this.batchStaleAfter = configuration.batchStaleAfter().toJavaDuration();
    this.userQuietAfter = configuration.userQuietAfter().toJavaDuration();
    this.streamBehindAfter = configuration.streamBehindAfter().toJavaDuration();
    this.readingLostAfter = configuration.readingLostAfter().toJavaDuration();
    this.liveLimit = liveLimit;
    this.judging = judging;
  }

  /** Rules by which every answer's freshness is unknown: to find out what judging it costs. */
  public static FreshnessRules notJudging(FreshnessConfiguration configuration, int liveLimit) {
    return new FreshnessRules(configuration, liveLimit, false);
  }

  /**
   * The freshness of one user's answer.
   *
   * @param userId who
   * @param release the release of embeddings that is served, empty if there is none
   * @param embedding the user's embedding, empty if the user has none
   * @param actions the user's newest live actions, newest first
   * @param stream the watermarks, empty if they were never read
   * @param now the instant the answer is made
   */
  public Freshness of(
      String userId,
      Reading<Optional<Release>> release,
      Reading<Optional<UserEmbedding>> embedding,
      Reading<List<Action>> actions,
      Optional<StreamReading> stream,
      Instant now) {
    requireNonNull(now, "now is null");
    if (!judging) {
      return Freshness.UNKNOWN;
    }
    return new Freshness(
        batch(release, embedding, now),
        live(
            actions, stream.filter(reading -> !isLost(reading.readAt(), now)), stream, userId, now),
        gap(embedding, actions));
  }

  /** Whether something that was last read at that instant no longer counts as known. */
  public boolean isLost(Instant readAt, Instant now) {
    return Duration.between(readAt, now).compareTo(readingLostAfter) > 0;
  }

  /** Whether an embedding or a release of that as-of is young enough. */
  public BatchStatus batchStatus(Instant asOf, Instant now) {
    return Duration.between(asOf, now).compareTo(batchStaleAfter) > 0
        ? BatchStatus.STALE
        : BatchStatus.FRESH;
  }

  /** Whether a stream of that watermark does not keep up. */
  public boolean isBehind(Instant watermark, Instant now) {
    return Duration.between(watermark, now).compareTo(streamBehindAfter) > 0;
  }

  private BatchFreshness batch(
      Reading<Optional<Release>> release, Reading<Optional<UserEmbedding>> embedding, Instant now) {
    String releaseId = release.known().flatMap(value -> value).map(Release::id).orElse(null);
    if (release.known().isEmpty()) {
      return new BatchFreshness(Release.PINNERFORMER, null, null, null, BatchStatus.UNKNOWN);
    }
    if (releaseId == null) {
      return new BatchFreshness(Release.PINNERFORMER, null, null, null, BatchStatus.MISSING);
    }
    if (embedding.known().isEmpty()) {
      return new BatchFreshness(Release.PINNERFORMER, releaseId, null, null, BatchStatus.UNKNOWN);
    }
    Optional<Instant> asOf = embedding.known().get().map(UserEmbedding::asOf);
    return new BatchFreshness(
        Release.PINNERFORMER,
        releaseId,
        asOf.orElse(null),
        asOf.map(instant -> age(instant, now).toSeconds()).orElse(null),
        asOf.map(instant -> batchStatus(instant, now)).orElse(BatchStatus.MISSING));
  }

  private LiveFreshness live(
      Reading<List<Action>> reading,
      Optional<StreamReading> current,
      Optional<StreamReading> last,
      String userId,
      Instant now) {
    Optional<Instant> watermark = current.flatMap(stream -> stream.watermark(userId));
    Instant lastWatermark = last.flatMap(stream -> stream.watermark(userId)).orElse(null);
    Long lag = watermark.map(instant -> age(instant, now).toMillis()).orElse(null);
    if (reading.known().isEmpty()) {
      return new LiveFreshness(null, lastWatermark, lag, null, null, LiveStatus.UNKNOWN);
    }
    List<Action> actions = reading.known().get();
    Optional<Instant> newest = newest(actions);
    return new LiveFreshness(
        newest.orElse(null),
        lastWatermark,
        lag,
        newest.map(instant -> age(instant, now).toSeconds()).orElse(null),
        actions.size(),
        liveStatus(newest, watermark, now));
  }

  private LiveStatus liveStatus(
      Optional<Instant> newest, Optional<Instant> watermark, Instant now) {
    if (watermark.isEmpty()) {
      return LiveStatus.UNKNOWN;
    }
    if (isBehind(watermark.get(), now)) {
      return LiveStatus.BEHIND;
    }
    if (newest.isEmpty()) {
      return LiveStatus.MISSING;
    }
    return age(newest.get(), now).compareTo(userQuietAfter) > 0
        ? LiveStatus.QUIET
        : LiveStatus.FRESH;
  }

  private Gap gap(Reading<Optional<UserEmbedding>> embedding, Reading<List<Action>> reading) {
    Optional<Instant> asOf = embedding.known().flatMap(value -> value).map(UserEmbedding::asOf);
    if (asOf.isEmpty() || reading.known().isEmpty()) {
      return Gap.UNKNOWN;
    }
    List<Action> actions = reading.known().get();
    int newer =
        Math.toIntExact(
            actions.stream()
                .filter(action -> action.occurredAt() > asOf.get().toEpochMilli())
                .count());
    long seconds = newest(actions).map(instant -> age(asOf.get(), instant).toSeconds()).orElse(0L);
    return new Gap(newer, newer >= liveLimit, seconds);
  }

  private static Optional<Instant> newest(List<Action> actions) {
    return actions.stream()
        .map(action -> Instant.ofEpochMilli(action.occurredAt()))
        .max(Instant::compareTo);
  }

  /** From one instant to a later one; zero if clocks differ and it is not later. */
  private static Duration age(Instant from, Instant to) {
    Duration age = Duration.between(from, to);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
