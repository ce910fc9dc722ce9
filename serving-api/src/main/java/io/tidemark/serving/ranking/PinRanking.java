package io.tidemark.serving.ranking;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.models.WatchReport;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ranking from request to answer: read both tides, judge their freshness, score, put in order. It
 * goes on with whatever it has, and says what it has not.
 */
public final class PinRanking {
  private static final Logger LOGGER = LoggerFactory.getLogger(PinRanking.class);

  private final ReleaseWatch models;
  private final TideReader tides;
  private final StreamWatch stream;
  private final FreshnessRules rules;
  private final Duration maxWait;
  private final Clock clock;
  private final RankMeters meters;

  /**
   * @param models what is served
   * @param tides where both tides are read
   * @param stream how far the stream is
   * @param rules what is fresh
   * @param maxWait how long a request may wait for its turn to score
   * @param clock the time of day
   * @param meters where rankings are measured
   */
  public PinRanking(
      ReleaseWatch models,
      TideReader tides,
      StreamWatch stream,
      FreshnessRules rules,
      Duration maxWait,
      Clock clock,
      MeterRegistry meters) {
    this.models = models;
    this.tides = tides;
    this.stream = stream;
    this.rules = rules;
    this.maxWait = maxWait;
    this.clock = clock;
    this.meters = new RankMeters(meters);
  }

  /**
   * Ranks.
   *
   * @throws io.tidemark.serving.errors.RefusedException if too many others are waiting to be scored
   */
  RankAnswer rank(RankRequest.Checked request) {
    Timer.Sample total = Timer.start();
    Instant now = clock.instant();
    EnumSet<Degradation> degraded = EnumSet.noneOf(Degradation.class);
    try (ServedModels served = models.hold()) {
      Timer.Sample reading = Timer.start();
      UserTides read =
          tides.read(
              request.userId(),
              request.candidates(),
              served.releases().pins(),
              served.releases().pinnerformer());
      reading.stop(meters.read());
      Freshness freshness =
          rules.of(
              request.userId(),
              publishedEmbeddings(served),
              read.embedding(),
              read.actions(),
              stream.last(),
              clock.instant());
      noteReleases(served, now, degraded);
      noteFreshness(freshness, read, degraded);
      List<Pin> known = knownPins(request.candidates(), read.candidatePins(), served, degraded);
      Optional<Scores> scores = score(request, read, known, served, now, degraded);
      return new RankAnswer(
          UUID.randomUUID().toString(),
          request.userId(),
          scores.isPresent()
              ? RankedBy.RANKER
              : known.isEmpty() ? RankedBy.NOTHING : RankedBy.POPULARITY,
          scores
              .flatMap(ranked -> served.ranker())
              .map(ranker -> ranker.release().id())
              .orElse(null),
          PinOrder.of(
              request.candidates(),
              read.candidatePins(),
              known,
              scores,
              request.limit(),
              request.explain()),
          freshness,
          List.copyOf(degraded));
    } finally {
      meters.count(request.candidates().size(), degraded);
      total.stop(meters.total());
    }
  }

  private Reading<Optional<Release>> publishedEmbeddings(ServedModels served) {
    return models.report().readAt().isEmpty()
        ? Reading.unknown()
        : Reading.of(served.releases().pinnerformer());
  }

  private void noteReleases(ServedModels served, Instant now, Set<Degradation> degraded) {
    WatchReport report = models.report();
    if (report.readAt().map(readAt -> rules.isLost(readAt, now)).orElse(true)) {
      degraded.add(Degradation.RELEASES_UNAVAILABLE);
    }
    if (!report.mismatches().isEmpty()) {
      degraded.add(Degradation.RELEASE_MISMATCH);
    }
    if (report.loadProblem().isPresent()) {
      degraded.add(Degradation.RANKER_FAILED);
    }
    if (served.ranker().isEmpty()) {
      degraded.add(Degradation.RANKER_MISSING);
    }
    if (served.releases().pins().isEmpty()) {
      degraded.add(Degradation.PINS_MISSING);
    }
  }

  private static void noteFreshness(
      Freshness freshness, UserTides read, Set<Degradation> degraded) {
    BatchStatus batch = freshness.batch().status();
    switch (batch) {
      case FRESH -> {}
      case STALE -> degraded.add(Degradation.BATCH_STALE);
      case MISSING -> degraded.add(Degradation.BATCH_MISSING);
      case UNKNOWN -> degraded.add(Degradation.BATCH_UNAVAILABLE);
    }
    if (read.actions().known().isEmpty()) {
      degraded.add(Degradation.LIVE_UNAVAILABLE);
    }
    LiveStatus live = freshness.live().status();
    if (live == LiveStatus.BEHIND) {
      degraded.add(Degradation.LIVE_BEHIND);
    }
    if (freshness.live().pipelineLagMs() == null) {
      degraded.add(Degradation.LIVE_POSITION_UNKNOWN);
    }
  }

  private static List<Pin> knownPins(
      List<String> candidates,
      Map<String, Optional<Pin>> found,
      ServedModels served,
      Set<Degradation> degraded) {
    if (served.releases().pins().isPresent()) {
      if (found.size() < candidates.size()) {
        degraded.add(Degradation.PINS_UNAVAILABLE);
      }
      if (found.values().stream().anyMatch(Optional::isEmpty)) {
        degraded.add(Degradation.PINS_UNKNOWN);
      }
    }
    return candidates.stream()
        .map(pinId -> found.getOrDefault(pinId, Optional.empty()))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Scores> score(
      RankRequest.Checked request,
      UserTides read,
      List<Pin> known,
      ServedModels served,
      Instant now,
      Set<Degradation> degraded) {
    if (served.ranker().isEmpty() || known.isEmpty()) {
      return Optional.empty();
    }
    if (read.actions().known().orElse(List.of()).stream()
        .anyMatch(action -> !read.livePins().containsKey(action.pinId()))) {
      degraded.add(Degradation.LIVE_PINS_UNAVAILABLE);
    }
    OnnxRanker ranker = served.ranker().get();
    Timer.Sample scoring = Timer.start();
    try {
      return Optional.of(new CandidateScoring(ranker, maxWait).score(request, read, known, now));
    } catch (ScoringException e) {
      LOGGER.error("Ranker release {} failed", ranker.release().id(), e);
      degraded.add(Degradation.RANKER_FAILED);
      return Optional.empty();
    } finally {
      scoring.stop(meters.score());
    }
  }
}
