package io.tidemark.serving.ranking;

import io.tidemark.experiments.Parameters;
import io.tidemark.serving.experiments.Treatment;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.freshness.Side;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a ranking finds wanting, put together as reasons why its answer is degraded. Pure. */
final class DegradationNotes {
  private final Set<Degradation> reasons = EnumSet.noneOf(Degradation.class);

  /** Adds one. */
  void add(Degradation reason) {
    reasons.add(reason);
  }

  /** All of them, in the order they are documented. */
  Set<Degradation> reasons() {
    return reasons;
  }

  /** What is wrong with what is served. */
  void addOf(ServedModels served, WatchReport report, FreshnessRules rules, Instant now) {
    if (report.readAt().map(readAt -> rules.isLost(readAt, now)).orElse(true)) {
      reasons.add(Degradation.RELEASES_UNAVAILABLE);
    }
    if (!report.mismatches().isEmpty()) {
      reasons.add(Degradation.RELEASE_MISMATCH);
    }
    if (report.loadProblem().isPresent()) {
      reasons.add(Degradation.RANKER_FAILED);
    }
    if (served.ranker().isEmpty()) {
      reasons.add(Degradation.RANKER_MISSING);
    }
    if (served.releases().pins().isEmpty()) {
      reasons.add(Degradation.PINS_MISSING);
    }
  }

  /** That a side is left out. */
  void addLeftOut(Side side) {
    reasons.add(
        switch (side) {
          case BATCH -> Degradation.BATCH_LEFT_OUT;
          case LIVE -> Degradation.LIVE_LEFT_OUT;
        });
  }

  /** What arms of experiments ask for in vain. */
  void addOf(Treatment treatment) {
    if (!treatment.unavailable().isEmpty()) {
      reasons.add(Degradation.EXPERIMENT_ARM_UNAVAILABLE);
    }
    if (treatment.unavailable().contains(Parameters.CADENCE)) {
      reasons.add(Degradation.REALTIME_UNAVAILABLE);
    }
  }

  /**
   * What a ranker that looks at interests misses.
   *
   * @param ranker that ranks
   * @param published release of interests that was read
   * @param read of them
   */
  void addOfInterests(
      Optional<OnnxRanker> ranker,
      Optional<Release> published,
      Reading<Optional<InterestProfile>> read) {
    Optional<String> wanted = ranker.flatMap(OnnxRanker::interests);
    if (wanted.isEmpty()) {
      return;
    }
    if (published.isPresent() && !wanted.equals(published.map(Release::version))) {
      reasons.add(Degradation.INTERESTS_MISMATCH);
    } else if (read.known().isEmpty()) {
      reasons.add(Degradation.INTERESTS_UNAVAILABLE);
    } else if (read.known()
        .flatMap(profile -> profile)
        .flatMap(profile -> InterestAverage.of(profile.interests()))
        .isEmpty()) {
      reasons.add(Degradation.INTERESTS_MISSING);
    }
  }

  /** What is wrong with what was read. */
  void addOf(ServedModels served, UserTides read, Freshness freshness) {
    switch (freshness.batch().status()) {
      case FRESH -> {}
      case STALE -> reasons.add(Degradation.BATCH_STALE);
      case MISSING -> reasons.add(Degradation.BATCH_MISSING);
      case UNKNOWN -> reasons.add(Degradation.BATCH_UNAVAILABLE);
    }
    if (read.actions().known().isEmpty()) {
      reasons.add(Degradation.LIVE_UNAVAILABLE);
    }
    if (freshness.live().status() == LiveStatus.BEHIND) {
      reasons.add(Degradation.LIVE_BEHIND);
    }
    if (freshness.live().status() != LiveStatus.BEHIND
        && freshness.live().pipelineLagMs() == null) {
      reasons.add(Degradation.LIVE_POSITION_UNKNOWN);
    }
    if (served.releases().pins().isPresent()) {
      if (read.candidates().has(FoundPins.State.UNREAD)) {
        reasons.add(Degradation.PINS_UNAVAILABLE);
      }
      if (read.candidates().has(FoundPins.State.UNKNOWN)) {
        reasons.add(Degradation.PINS_UNKNOWN);
      }
      if (read.livePins().has(FoundPins.State.UNREAD)) {
        reasons.add(Degradation.LIVE_PINS_UNAVAILABLE);
      }
    }
  }
}
