package io.tidemark.serving.drift;

import io.tidemark.serving.drift.RankingsView.Status;
import io.tidemark.serving.drift.UserFreshness.TimelineAction;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.realtime.MergedHistory;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Action;
import io.tidemark.store.PastAction;
import io.tidemark.store.UserHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How fresh one user's data is, and what that changes: everything there is to know of it. */
public final class UserFreshnessProbe {
  /** Actions of a timeline. */
  private static final int TIMELINE = 200;

  private static final Duration READS_WITHIN = Duration.ofSeconds(1);

  private final TideStore store;
  private final ReleaseWatch models;
  private final StreamWatch stream;
  private final FreshnessRules rules;
  private final int liveLimit;
  private final DriftProbe drift;
  private final RankingsProbe rankings;
  private final Clock clock;

  /**
   * @param store where both sides are
   * @param models what is served
   * @param stream how far the stream is
   * @param rules what is fresh
   * @param liveLimit the most live actions that rankings use
   * @param drift how far an embedding has drifted
   * @param rankings how rankings differ
   * @param clock the time of day
   */
  public UserFreshnessProbe(
      TideStore store,
      ReleaseWatch models,
      StreamWatch stream,
      FreshnessRules rules,
      int liveLimit,
      DriftProbe drift,
      RankingsProbe rankings,
      Clock clock) {
    this.store = store;
    this.models = models;
    this.stream = stream;
    this.rules = rules;
    this.liveLimit = liveLimit;
    this.drift = drift;
    this.rankings = rankings;
    this.clock = clock;
  }

  /**
   * Looks at one user.
   *
   * @param candidates the pins to rank; empty for some that are drawn evenly from all
   * @param drawn how many are drawn then
   * @param k how many of the first are shown and compared
   */
  public UserFreshness of(String userId, List<String> candidates, int drawn, int k) {
    try (ServedModels served = models.hold()) {
      Reading<List<Action>> unread = Reading.unknown();
      UserReads read = UserReads.of(store, userId, served.releases().pinnerformer(), READS_WITHIN);
      Reading<List<Action>> live =
          read.actions()
              .known()
              .map(all -> Reading.of(all.subList(0, Math.min(liveLimit, all.size()))))
              .orElse(unread);
      Instant now = clock.instant();
      Freshness freshness =
          rules.of(
              userId,
              models.report().readAt().isEmpty()
                  ? Reading.unknown()
                  : Reading.of(served.releases().pinnerformer()),
              read.embedding(),
              live,
              stream.last(),
              now);
      Drift drifted = drift.measure(served.releases(), served.snapshot(), read);
      List<String> ranked =
          candidates.isEmpty()
              ? served.snapshot().map(pins -> pins.sample(drawn)).orElse(List.of())
              : candidates;
      return new UserFreshness(
          userId,
          now,
          freshness,
          drifted,
          served.ranker().isEmpty()
              ? RankingsView.unknown(Status.NO_RANKER)
              : rankings.rank(userId, ranked, k),
          timeline(read, live));
    }
  }

  private static List<TimelineAction> timeline(UserReads read, Reading<List<Action>> live) {
    Optional<UserHistory> history = read.history().known().flatMap(known -> known);
    Set<PastAction> ranked = new HashSet<>();
    live.known().ifPresent(actions -> actions.forEach(action -> ranked.add(PastAction.of(action))));
    List<TimelineAction> timeline = new ArrayList<>();
    if (history.isPresent()) {
      MergedHistory merged =
          MergedHistory.of(history.get(), read.actions().known().orElse(List.of()), TIMELINE);
      for (int i = merged.actions().size() - 1; i >= 0; i--) {
        MergedHistory.Entry entry = merged.actions().get(i);
        timeline.add(
            action(
                entry.action(),
                entry.inBatch(),
                live.known().isEmpty() ? null : (Boolean) ranked.contains(entry.action())));
      }
    } else {
      Optional<Instant> asOf =
          read.embedding().known().flatMap(known -> known).map(known -> known.asOf());
      boolean none = read.embedding().known().map(Optional::isEmpty).orElse(false);
      read.actions().known().orElse(List.of()).stream()
          .limit(TIMELINE)
          .map(PastAction::of)
          .forEach(
              action ->
                  timeline.add(
                      action(action, inBatch(action, asOf, none), ranked.contains(action))));
    }
    return timeline;
  }

  /** Without the batch side's own word: not if it came after the as-of, else nobody knows. */
  private static Boolean inBatch(PastAction action, Optional<Instant> asOf, boolean none) {
    boolean isNewer =
        asOf.map(instant -> action.occurredAt() > instant.toEpochMilli()).orElse(none);
    return isNewer ? (Boolean) false : null;
  }

  private static TimelineAction action(PastAction action, Boolean inBatch, Boolean inLive) {
    return new TimelineAction(
        action.pinId(),
        action.type().wireName(),
        action.surface().wireName(),
        Instant.ofEpochMilli(action.occurredAt()),
        inBatch,
        inLive);
  }
}
