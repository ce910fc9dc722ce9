package io.tidemark.serving.freshness;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import io.tidemark.store.ActionRules;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fresh an answer is, from what was read for it. Pure: the same readings at the same instant
 * are the same freshness.
 */
public final class FreshnessRules {
  /** How far ahead of this machine's clock an as-of or an action may be: what the API lets in. */
  private static final Duration AHEAD = ActionRules.MAX_AHEAD;

  private final ObjectivesConfiguration objectives;
  private final Duration batchAge;
  private final Duration userQuietAfter;
  private final Duration liveKept;
  private final StreamRules stream;
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
    this.objectives = configuration.objectives();
    this.batchAge = objectives.batchAge().toJavaDuration();
    this.userQuietAfter = configuration.userQuietAfter().toJavaDuration();
    this.liveKept = configuration.liveKept().toJavaDuration();
    this.stream = new StreamRules(configuration);
    this.liveLimit = liveLimit;
    this.judging = judging;
  }

  /** Rules by which every answer's freshness is unknown: to find out what judging it costs. */
  public static FreshnessRules notJudging(FreshnessConfiguration configuration, int liveLimit) {
    return new FreshnessRules(configuration, liveLimit, false);
  }

  /** What is asked of each side. */
  public ObjectivesConfiguration objectives() {
    return objectives;
  }

  /** Whether the stream keeps up. */
  public StreamRules stream() {
    return stream;
  }

  /**
   * The freshness of one user's answer.
   *
   * @param userId who
   * @param release the release of embeddings that is served, empty if there is none
   * @param embedding the user's embedding, empty if the user has none
   * @param actions the user's newest live actions, newest first
   * @param reading the watermarks, empty if they were never read
   * @param now the instant the answer is made
   */
  public Freshness of(
      String userId,
      Reading<Optional<Release>> release,
      Reading<Optional<UserEmbedding>> embedding,
      Reading<List<Action>> actions,
      Optional<StreamReading> reading,
      Instant now) {
    requireNonNull(now, "now is null");
    if (!judging) {
      return Freshness.NOT_JUDGED;
    }
    return new Freshness(
        batch(release, embedding, now),
        live(actions, stream.of(userId, reading, now), now),
        gap(release, embedding, actions, now));
  }

  /**
   * The side that a ranking leaves out because it misses its objective and the configuration says
   * so. Never one without which the ranking would have nothing to go by that meets its objective.
   */
  public Optional<Side> leftOut(Freshness freshness) {
    BatchStatus batch = freshness.batch().status();
    LiveStatus live = freshness.live().status();
    if (batch == BatchStatus.STALE
        && objectives.ifStale() == Otherwise.LEAVE_OUT
        && (live == LiveStatus.FRESH || live == LiveStatus.QUIET)) {
      return Optional.of(Side.BATCH);
    }
    if (live == LiveStatus.BEHIND
        && objectives.ifBehind() == Otherwise.LEAVE_OUT
        && batch == BatchStatus.FRESH) {
      return Optional.of(Side.LIVE);
    }
    return Optional.empty();
  }

  /** Whether something that was last read at that instant no longer counts as known. */
  public boolean isLost(Instant readAt, Instant now) {
    return stream.isLost(readAt, now);
  }

  /**
   * How old what the batch side made is.
   *
   * @param release which, null if nobody knows
   * @param asOf of a user's embedding, or of the release
   */
  public BatchFreshness batch(String release, Instant asOf, Instant now) {
    Duration age = Duration.between(asOf, now);
    if (age.compareTo(AHEAD.negated()) < 0) {
      return batch(release, asOf, null, BatchStatus.UNKNOWN, BatchReason.CLOCK_AHEAD);
    }
    boolean stale = age.compareTo(batchAge) > 0;
    return batch(
        release,
        asOf,
        Math.max(0, age.toSeconds()),
        stale ? BatchStatus.STALE : BatchStatus.FRESH,
        stale ? BatchReason.BEYOND_OBJECTIVE : BatchReason.WITHIN_OBJECTIVE);
  }

  /** That nothing is known of the batch side, or that there is none. */
  public static BatchFreshness batch(String release, BatchStatus status, BatchReason reason) {
    return batch(release, null, null, status, reason);
  }

  private static BatchFreshness batch(
      String release, Instant asOf, Long age, BatchStatus status, BatchReason reason) {
    return new BatchFreshness(Release.PINNERFORMER, release, asOf, age, status, reason);
  }

  private BatchFreshness batch(
      Reading<Optional<Release>> release, Reading<Optional<UserEmbedding>> embedding, Instant now) {
    if (release.known().isEmpty()) {
      return batch(null, BatchStatus.UNKNOWN, BatchReason.RELEASE_UNREAD);
    }
    String id = release.known().get().map(Release::id).orElse(null);
    if (id == null) {
      return batch(null, BatchStatus.MISSING, BatchReason.NO_RELEASE);
    }
    if (embedding.known().isEmpty()) {
      return batch(id, BatchStatus.UNKNOWN, BatchReason.EMBEDDING_UNREAD);
    }
    return embedding
        .known()
        .get()
        .map(known -> batch(id, known.asOf(), now))
        .orElseGet(() -> batch(id, BatchStatus.MISSING, BatchReason.NO_EMBEDDING));
  }

  private LiveFreshness live(Reading<List<Action>> reading, StreamPosition position, Instant now) {
    if (reading.known().isEmpty()) {
      return live(position, null, null, null, LiveStatus.UNKNOWN, LiveReason.ACTIONS_UNREAD);
    }
    List<Action> actions = reading.known().get();
    Instant last = actions.isEmpty() ? null : Instant.ofEpochMilli(newest(actions));
    Duration age = last == null ? null : Duration.between(last, now);
    boolean ahead = age != null && age.compareTo(AHEAD.negated()) < 0;
    Long ageSeconds = age == null || ahead ? null : (Long) Math.max(0, age.toSeconds());
    if (position.status() != LiveStatus.FRESH) {
      return live(position, last, ageSeconds, actions.size(), position.status(), position.reason());
    }
    if (last == null) {
      return live(position, null, null, 0, LiveStatus.MISSING, LiveReason.NO_ACTIONS);
    }
    if (ahead) {
      return live(position, last, null, actions.size(), LiveStatus.UNKNOWN, LiveReason.CLOCK_AHEAD);
    }
    boolean quiet = age.compareTo(userQuietAfter) > 0;
    return live(
        position,
        last,
        ageSeconds,
        actions.size(),
        quiet ? LiveStatus.QUIET : LiveStatus.FRESH,
        quiet ? LiveReason.USER_QUIET : LiveReason.USER_ACTIVE);
  }

  private static LiveFreshness live(
      StreamPosition position,
      Instant last,
      Long ageSeconds,
      Integer actions,
      LiveStatus status,
      LiveReason reason) {
    OptionalLong lag = position.lagMs();
    return new LiveFreshness(
        last,
        position.watermark().orElse(null),
        lag.isPresent() ? (Long) lag.getAsLong() : null,
        ageSeconds,
        actions,
        status,
        reason);
  }

  private Gap gap(
      Reading<Optional<Release>> release,
      Reading<Optional<UserEmbedding>> embedding,
      Reading<List<Action>> reading,
      Instant now) {
    if (release.known().isEmpty() || embedding.known().isEmpty() || reading.known().isEmpty()) {
      return Gap.UNKNOWN;
    }
    List<Action> actions = reading.known().get();
    Instant liveFrom = now.minus(liveKept);
    if (actions.size() >= liveLimit) {
      Instant oldest = Instant.ofEpochMilli(oldest(actions));
      liveFrom = oldest.isAfter(liveFrom) ? oldest : liveFrom;
    }
    Optional<Instant> asOf =
        release.known().get().isEmpty()
            ? Optional.empty()
            : embedding.known().get().map(UserEmbedding::asOf);
    if (asOf.isEmpty()) {
      return new Gap(null, null, null, null, liveFrom, null, Coverage.LIVE_ONLY);
    }
    long batch = asOf.get().toEpochMilli();
    int newer = 0;
    for (Action action : actions) {
      newer += action.occurredAt() > batch ? 1 : 0;
    }
    long seconds = newer == 0 ? 0 : Math.max(0, (newest(actions) - batch) / 1000);
    long hole = Math.max(0, Duration.between(asOf.get(), liveFrom).toSeconds());
    return new Gap(
        newer,
        newer >= liveLimit,
        seconds,
        actions.size() - newer,
        liveFrom,
        hole,
        liveFrom.isAfter(asOf.get()) ? Coverage.HOLE : Coverage.COMPLETE);
  }

  private static long newest(List<Action> actions) {
    long newest = Long.MIN_VALUE;
    for (Action action : actions) {
      newest = Math.max(newest, action.occurredAt());
    }
    return newest;
  }

  private static long oldest(List<Action> actions) {
    long oldest = Long.MAX_VALUE;
    for (Action action : actions) {
      oldest = Math.min(oldest, action.occurredAt());
    }
    return oldest;
  }
}
