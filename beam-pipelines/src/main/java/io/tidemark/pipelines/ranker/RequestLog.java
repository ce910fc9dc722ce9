package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Impression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The requests of a period: those that were logged, or, where too few were, those that the users'
 * actions stand for.
 *
 * @param users whose timelines they come from, in the order of their ids
 * @param training requests to learn from, oldest first
 * @param calibration requests to fit the heads' biases to: a fifth of those held out, which are
 *     none of those measured on; the newest of training where few are held out
 * @param heldOut the newest requests, to measure on, oldest first; their batch is never late
 */
record RequestLog(
    List<UserLog> users,
    List<PastRequest> training,
    List<PastRequest> calibration,
    List<PastRequest> heldOut) {
  private static final int ENOUGH = 100;
  private static final int EVERY = 5;
  private static final int NEWEST = 1_000;

  private static final Comparator<PastRequest> BY_TIME =
      Comparator.comparingLong(PastRequest::requestedAt)
          .thenComparing(request -> request.user().userId())
          .thenComparingInt(request -> request.pins()[0]);

  /** Requests of users without impressions. */
  static RequestLog of(
      Collection<Timeline> timelines,
      PinVectors pins,
      PositiveActions positives,
      RankerConfig config,
      Instant asOf,
      long seed) {
    return of(timelines, List.of(), pins, positives, config, asOf, seed);
  }

  /**
   * @param impressions what was shown, in any order
   */
  static RequestLog of(
      Collection<Timeline> timelines,
      Collection<Impression> impressions,
      PinVectors pins,
      PositiveActions positives,
      RankerConfig config,
      Instant asOf,
      long seed) {
    List<UserLog> users =
        timelines.stream()
            .sorted(Comparator.comparing(Timeline::userId))
            .map(timeline -> UserLog.of(timeline, pins, positives, config.heads()))
            .toList();
    long from = asOf.minus(config.requests().period()).toEpochMilli();
    long heldOutFrom = asOf.minus(config.training().heldOut()).toEpochMilli();
    LoggedRequests logged = new LoggedRequests(config.requests(), users, pins, impressions);
    List<PastRequest> training = logged.between(from, heldOutFrom);
    long withOutcome = training.stream().filter(PastRequest::hasOutcome).count();
    List<PastRequest> heldOut;
    if (withOutcome >= config.requests().leastLogged()) {
      heldOut = logged.between(heldOutFrom, asOf.toEpochMilli());
    } else {
      SampledRequests sampled = new SampledRequests(config.requests());
      SplittableRandom late = new SplittableRandom(seed);
      training = sampled.between(users, from, heldOutFrom, late);
      heldOut = sampled.between(users, Math.max(from, heldOutFrom), asOf.toEpochMilli(), null);
    }
    List<PastRequest> learned = newest(training, config.requests().mostRequests());
    List<PastRequest> kept = spread(heldOut, config.training().heldOutRequests(), seed);
    return kept.size() < ENOUGH
        ? new RequestLog(users, learned, newest(learned, NEWEST), kept)
        : new RequestLog(users, learned, part(kept, true), part(kept, false));
  }

  /** Every fifth of the requests, or the others. */
  private static List<PastRequest> part(List<PastRequest> requests, boolean fifth) {
    return IntStream.range(0, requests.size())
        .filter(i -> (i % EVERY == 0) == fifth)
        .mapToObj(requests::get)
        .toList();
  }

  /** Whether what was shown is known, and not sampled. */
  boolean isLogged() {
    return !training.isEmpty() && !training.get(0).sampled();
  }

  private static List<PastRequest> newest(List<PastRequest> requests, int most) {
    List<PastRequest> sorted = requests.stream().sorted(BY_TIME).toList();
    return sorted.subList(Math.max(0, sorted.size() - most), sorted.size());
  }

  /** A random few of all, oldest first. */
  private static List<PastRequest> spread(List<PastRequest> requests, int most, long seed) {
    List<PastRequest> chosen = new ArrayList<>(requests);
    chosen.sort(BY_TIME);
    Collections.shuffle(chosen, new Random(seed));
    return chosen.stream().limit(most).sorted(BY_TIME).toList();
  }
}
