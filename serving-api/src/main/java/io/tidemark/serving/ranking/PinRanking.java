package io.tidemark.serving.ranking;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.experiments.Treatment;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.freshness.Side;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.realtime.Realtime;
import io.tidemark.serving.realtime.RealtimeAnswer;
import io.tidemark.serving.realtime.RealtimeEmbedding;
import io.tidemark.serving.tides.PendingTides;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ranking from request to answer: read both tides, judge their freshness, score, put in order. It
 * goes on with whatever it has, and says what it has not.
 */
public final class PinRanking {
  private static final Logger LOGGER = LoggerFactory.getLogger(PinRanking.class);

  /** Reads may take this much of the time allowed; the rest is for scoring. */
  private static final double READS_SHARE = 0.75;

  private final ReleaseWatch models;
  private final TideReader tides;
  private final StreamWatch stream;
  private final FreshnessRules rules;
  private final Treatments treatments;
  private final Duration readBudget;
  private final Clock clock;
  private final RankMeters meters;

  /** A ranking that was begun: both tides are on their way. */
  private record Begun(
      RankRequest.Checked request,
      ServedModels served,
      PendingTides reads,
      long start,
      long asked,
      Instant requestedAt) {
    long deadline() {
      return start + request.timeout().toNanos();
    }
  }

  /**
   * @param models what is served
   * @param tides where both tides are read
   * @param stream how far the stream is
   * @param rules what is fresh
   * @param treatments what arms of experiments change
   * @param readBudget how long all reads of one ranking may take together
   * @param clock the time of day
   * @param meters where rankings are measured
   */
  public PinRanking(
      ReleaseWatch models,
      TideReader tides,
      StreamWatch stream,
      FreshnessRules rules,
      Treatments treatments,
      Duration readBudget,
      Clock clock,
      MeterRegistry meters) {
    this.models = models;
    this.tides = tides;
    this.stream = stream;
    this.rules = rules;
    this.treatments = treatments;
    this.readBudget = readBudget;
    this.clock = clock;
    this.meters = new RankMeters(meters);
  }

  /**
   * Ranks, for one user or for several: what all of them need is read at the same time.
   *
   * @param headWeights what heads count, instead of what the ranker comes with
   * @param pass the permission to compute
   * @return in the order of the requests
   */
  List<Ranking> rank(
      List<RankRequest.Checked> requests, Map<String, Float> headWeights, Admission.Pass pass) {
    try (ServedModels served = models.hold()) {
      Instant now = clock.instant();
      // What was waited to be admitted is part of the time allowed.
      long start = System.nanoTime() - pass.waitedNanos();
      List<Begun> begun =
          requests.stream().map(request -> begin(request, served, start, now)).toList();
      List<UserTides> read = new ArrayList<>(begun.size());
      long reading = System.nanoTime();
      pass.stepAside();
      try {
        begun.forEach(ranking -> read.add(await(ranking)));
      } finally {
        pass.comeBack();
      }
      long fetched = System.nanoTime() - reading;
      meters.read(fetched);
      return IntStream.range(0, begun.size())
          .mapToObj(i -> finish(begun.get(i), read.get(i), headWeights, pass, fetched))
          .toList();
    }
  }

  private Begun begin(RankRequest.Checked request, ServedModels served, long start, Instant now) {
    return new Begun(
        request,
        served,
        tides.start(
            request.userId(),
            request.candidates(),
            served.pins(),
            served.releases().pinnerformer(),
            looksAtInterests(served) ? served.interests() : Optional.empty()),
        start,
        System.nanoTime(),
        now);
  }

  /** Whether the ranker, or that of some arm perhaps, looks at interests. */
  private boolean looksAtInterests(ServedModels served) {
    return served.ranker().flatMap(OnnxRanker::interests).isPresent()
        || treatments.mayChooseRanker();
  }

  private UserTides await(Begun begun) {
    long share = (long) (begun.request().timeout().toNanos() * READS_SHARE);
    return begun
        .reads()
        .await(Math.min(begun.asked() + readBudget.toNanos(), begun.start() + share));
  }

  private Ranking finish(
      Begun begun,
      UserTides read,
      Map<String, Float> headWeights,
      Admission.Pass pass,
      long fetched) {
    RankRequest.Checked request = begun.request();
    ServedModels served = begun.served();
    DegradationNotes notes = new DegradationNotes();
    Freshness freshness = freshness(begun, read);
    notes.addOf(served, models.report(), rules, begun.requestedAt());
    notes.addOf(served, read, freshness);
    Optional<Side> leftOut = rules.leftOut(freshness);
    leftOut.ifPresent(notes::addLeftOut);
    UserTides usable = leftOut.map(read::without).orElse(read);
    try (Treatment treatment =
        treatments.of(
            Treatments.subject(request.userId(), request.surface(), freshness),
            new Realtime.Request(request.userId(), usable, served, pass, begun.deadline()),
            headWeights,
            begun.requestedAt())) {
      notes.addOf(treatment);
      notes.addOfInterests(treatment.ranker(), served.interests(), read.interests());
      return finish(begun, read, freshness, treatment, notes, pass, fetched);
    }
  }

  private Ranking finish(
      Begun begun,
      UserTides read,
      Freshness freshness,
      Treatment treatment,
      DegradationNotes notes,
      Admission.Pass pass,
      long fetched) {
    RankRequest.Checked request = begun.request();
    UserTides rankedBy = treatment.tides();
    BitSet excluded = excluded(request, read);
    int[] places =
        IntStream.of(read.candidates().known()).filter(place -> !excluded.get(place)).toArray();
    Optional<Scores> scores = score(begun, treatment, places, notes);
    Map<String, String> arms = scores.isPresent() ? treatment.exposures() : Map.of();
    treatments.count(arms);
    PinOrder.Ordered order =
        new PinOrder(read.candidates(), places, scores, request.explain())
            .first(request.limit(), excluded);
    RankAnswer answer =
        new RankAnswer(
            UUID.randomUUID().toString(),
            request.userId(),
            RankedBy.of(scores, places.length),
            scores
                .flatMap(ranked -> treatment.ranker())
                .map(ranker -> ranker.release().id())
                .orElse(null),
            Fallback.of(scores, rankedBy, begun.served().releases(), places.length),
            order.pins(),
            request.excludeEngaged() && read.actions().known().isPresent()
                ? excluded.cardinality()
                : null,
            arms,
            treatment.realtime().map(RealtimeAnswer::of).orElse(null),
            freshness,
            List.copyOf(notes.reasons()),
            request.explain() ? Timing.of(pass, fetched, scores) : null,
            null);
    meters.count(answer, request.candidates().size(), System.nanoTime() - begun.start());
    return new Ranking(
        answer,
        begun.served().releases(),
        request.surface(),
        begun.requestedAt(),
        rankedBy,
        treatment.realtime().flatMap(RealtimeEmbedding::computed),
        order,
        scores);
  }

  private Freshness freshness(Begun begun, UserTides read) {
    return rules.of(
        begun.request().userId(),
        models.report().readAt().isEmpty()
            ? Reading.unknown()
            : Reading.of(begun.served().releases().pinnerformer()),
        read.embedding(),
        read.actions(),
        stream.last(),
        clock.instant());
  }

  /** The places of candidates that the user acted on, if they are to be left out. */
  private static BitSet excluded(RankRequest.Checked request, UserTides read) {
    BitSet excluded = new BitSet();
    if (request.excludeEngaged()) {
      Set<String> engaged = new HashSet<>();
      read.actions().known().orElse(List.of()).stream().map(Action::pinId).forEach(engaged::add);
      FoundPins candidates = read.candidates();
      IntStream.range(0, candidates.size())
          .filter(place -> engaged.contains(candidates.pinIds().get(place)))
          .forEach(excluded::set);
    }
    return excluded;
  }

  private Optional<Scores> score(
      Begun begun, Treatment treatment, int[] places, DegradationNotes notes) {
    UserTides read = treatment.tides();
    boolean neitherSide = read.embedding().known().isEmpty() && read.actions().known().isEmpty();
    if (treatment.ranker().isEmpty() || places.length == 0 || neitherSide) {
      return Optional.empty();
    }
    OnnxRanker ranker = treatment.ranker().get();
    long start = System.nanoTime();
    try {
      Utility utility = Utility.of(ranker.heads(), treatment.headWeights());
      Scores scores =
          new CandidateScoring(ranker, utility, begun.deadline())
              .score(begun.request(), read, places, begun.requestedAt());
      if (!scores.hasInvalid()) {
        return Optional.of(scores);
      }
      LOGGER.error("Ranker release {} gave scores that are no numbers", ranker.release().id());
      notes.add(Degradation.SCORES_INVALID);
      boolean someAreValid =
          IntStream.range(0, places.length).anyMatch(i -> Float.isFinite(scores.of(i)));
      return Optional.of(scores).filter(some -> someAreValid);
    } catch (ScoringException e) {
      LOGGER.error("Ranker release {} failed", ranker.release().id(), e);
      notes.add(Degradation.RANKER_FAILED);
      return Optional.empty();
    } catch (TimeoutException e) {
      notes.add(Degradation.OUT_OF_TIME);
      return Optional.empty();
    } finally {
      meters.score(System.nanoTime() - start);
    }
  }
}
