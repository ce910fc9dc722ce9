package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The requests of a period, served from the batch of the last UTC midnight, or of the one before
 * where the batch is late.
 *
 * @param users whose timelines they come from, in the order of their ids
 * @param training requests to learn from, oldest first
 * @param heldOut the newest requests, to measure on, oldest first; their batch is never late
 */
record RequestLog(List<UserLog> users, List<ServedRequest> training, List<ServedRequest> heldOut) {
  private static final Comparator<ServedRequest> BY_TIME =
      Comparator.comparingLong(ServedRequest::requestedAt)
          .thenComparing(request -> request.user().userId())
          .thenComparingInt(request -> request.pins()[0]);

  static RequestLog of(
      Collection<Timeline> timelines,
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
    SampledRequests sampled = new SampledRequests(config.requests());
    SplittableRandom random = new SplittableRandom(seed);
    List<ServedRequest> training = new ArrayList<>();
    List<ServedRequest> heldOut = new ArrayList<>();
    for (UserLog user : users) {
      for (SampledRequests.Visit visit : sampled.visits(user, from, heldOutFrom)) {
        boolean late = random.nextDouble() < config.requests().lateBatchShare();
        training.add(request(user, visit, late ? Duration.ofDays(1) : Duration.ZERO));
      }
      for (SampledRequests.Visit visit :
          sampled.visits(user, Math.max(from, heldOutFrom), asOf.toEpochMilli())) {
        heldOut.add(request(user, visit, Duration.ZERO));
      }
    }
    return new RequestLog(
        users,
        newest(training, config.requests().mostRequests()),
        spread(heldOut, config.training().heldOutRequests(), seed));
  }

  private static ServedRequest request(UserLog user, SampledRequests.Visit visit, Duration late) {
    long at = user.occurredAt(visit.row());
    return new ServedRequest(
        user,
        at,
        user.actions().get(visit.row()).surface().code(),
        midnight(at).minus(late).toEpochMilli(),
        new int[] {user.pins()[visit.row()]},
        new int[] {visit.outcome()},
        true);
  }

  private static Instant midnight(long instant) {
    return Instant.ofEpochMilli(instant)
        .atOffset(ZoneOffset.UTC)
        .truncatedTo(ChronoUnit.DAYS)
        .toInstant();
  }

  private static List<ServedRequest> newest(List<ServedRequest> requests, int most) {
    requests.sort(BY_TIME);
    return List.copyOf(requests.subList(Math.max(0, requests.size() - most), requests.size()));
  }

  /** A random few of all, oldest first. */
  private static List<ServedRequest> spread(List<ServedRequest> requests, int most, long seed) {
    List<ServedRequest> chosen = new ArrayList<>(requests);
    java.util.Collections.shuffle(chosen, new java.util.Random(seed));
    return chosen.stream().limit(most).sorted(BY_TIME).toList();
  }
}
