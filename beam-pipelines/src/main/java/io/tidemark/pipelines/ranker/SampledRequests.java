package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where nobody logged what was shown: the requests that a user's log stands for. Each visit to a
 * pin was a request just before its first action, and what the user did with the pin in the outcome
 * window is its outcome; the pins shown beside it are sampled later.
 */
final class SampledRequests {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final RankerConfig.Requests config;

  SampledRequests(RankerConfig.Requests config) {
    this.config = config;
  }

  /**
   * One visit.
   *
   * @param row the first action of the user on the pin
   * @param outcome the heads' bits, at least one
   */
  record Visit(int row, int outcome) {}

  /**
   * The requests of all users, each served from the batch of the last UTC midnight.
   *
   * @param late draws which batches are a day late; null for none
   */
  List<PastRequest> between(List<UserLog> users, long from, long before, SplittableRandom late) {
    List<PastRequest> requests = new ArrayList<>();
    for (UserLog user : users) {
      for (Visit visit : visits(user, from, before)) {
        boolean isLate = late != null && late.nextDouble() < config.lateBatchShare();
        long at = user.occurredAt(visit.row());
        long midnight = Math.floorDiv(at, DAY) * DAY;
        long batchAsOf = isLate ? midnight - DAY : midnight;
        requests.add(
            new PastRequest(
                user,
                at,
                user.actions().get(visit.row()).surface().code(),
                batchAsOf,
                true,
                batchAsOf,
                new int[] {user.pins()[visit.row()]},
                new int[] {visit.outcome()},
                true));
      }
    }
    return requests;
  }

  /**
   * A user's visits with an outcome, oldest first.
   *
   * @param from the first instant (ms)
   * @param before the instant (ms) after which nothing is looked at, outcomes included
   */
  List<Visit> visits(UserLog user, long from, long before) {
    long window = config.outcome().toMillis();
    Map<Integer, Long> lastSeen = new HashMap<>();
    List<Visit> visits = new ArrayList<>();
    for (int row = 0; row < user.pins().length && user.occurredAt(row) < before; row++) {
      int pin = user.pins()[row];
      if (pin == PinVectors.UNKNOWN) {
        continue;
      }
      long at = user.occurredAt(row);
      Long last = lastSeen.put(pin, at);
      boolean isFirst = last == null || (config.repeats() && at - last >= window);
      if (at < from || !isFirst) {
        continue;
      }
      int outcome = user.outcome(pin, at, Math.min(at + window, before));
      if (outcome != 0) {
        visits.add(new Visit(row, outcome));
      }
    }
    return visits;
  }
}
