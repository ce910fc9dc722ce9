package io.tidemark.pipelines.ranker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.Action;
import io.tidemark.store.Impression;
import io.tidemark.store.ServedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Logged impressions joined with what their users did next. A pin's outcome is what the user did
 * with it from the moment it was shown to the end of the outcome window; an action that names the
 * request it followed from is an outcome of that request only.
 *
 * <p>The batch embedding is that of the logged as-of, the sequence ends before the request: both
 * are rebuilt from the log and hold nothing that serving could not know.
 */
final class LoggedRequests {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final RankerConfig.Requests config;
  private final PinVectors pins;
  private final Map<String, UserLog> users = new HashMap<>();
  private final Map<String, List<Impression>> byRequest;

  LoggedRequests(
      RankerConfig.Requests config,
      List<UserLog> users,
      PinVectors pins,
      Collection<Impression> impressions) {
    this.config = config;
    this.pins = pins;
    users.forEach(user -> this.users.put(user.userId(), user));
    this.byRequest =
        impressions.stream()
            .collect(
                groupingBy(impression -> impression.request().requestId(), TreeMap::new, toList()));
  }

  /**
   * Requests in {@code [from, before)} (ms) of users with any action, with their shown pins that
   * have a vector; none of what follows at {@code before} or later is looked at.
   */
  List<PastRequest> between(long from, long before) {
    List<PastRequest> requests = new ArrayList<>();
    for (List<Impression> shown : byRequest.values()) {
      ServedRequest request = shown.get(0).request();
      UserLog user = users.get(request.userId());
      if (user != null && request.shownAt() >= from && request.shownAt() < before) {
        PastRequest past = past(user, request, shown, before);
        if (past != null) {
          requests.add(past);
        }
      }
    }
    return requests;
  }

  /** Null if none of its pins has a vector. */
  private PastRequest past(
      UserLog user, ServedRequest request, List<Impression> shown, long before) {
    long at = request.shownAt();
    int[] known =
        shown.stream()
            .sorted(Comparator.comparingInt(Impression::position))
            .mapToInt(impression -> pins.indexOf(impression.pin().pinId()))
            .filter(pin -> pin != PinVectors.UNKNOWN)
            .distinct()
            .toArray();
    if (known.length == 0) {
      return null;
    }
    Map<Integer, Integer> outcomes =
        outcomes(user, request.requestId(), at, Math.min(at + config.outcome().toMillis(), before));
    long midnight = Math.floorDiv(at, DAY) * DAY;
    return new PastRequest(
        user,
        at,
        request.surface().code(),
        Math.min(at, request.batchAsOf().orElse(midnight)),
        request.batchAsOf().isPresent(),
        interestsAsOf(request),
        known,
        Arrays.stream(known).map(pin -> outcomes.getOrDefault(pin, 0)).toArray(),
        false);
  }

  /** Where no interests were given to the ranker, those of the batch's instant stand in. */
  private static long interestsAsOf(ServedRequest request) {
    OptionalLong logged = request.inputs().interestsAsOf();
    long asOf =
        logged.isPresent() ? logged.getAsLong() : request.batchAsOf().orElse(Long.MIN_VALUE);
    return Math.min(request.shownAt(), asOf);
  }

  private static Map<Integer, Integer> outcomes(
      UserLog user, String requestId, long from, long to) {
    Map<Integer, Integer> outcomes = new HashMap<>();
    for (int row = user.rowsBefore(from);
        row < user.pins().length && user.occurredAt(row) < to;
        row++) {
      Action action = user.actions().get(row);
      if (action.requestId().map(requestId::equals).orElse(true)) {
        outcomes.merge(user.pins()[row], user.heads()[row], (one, other) -> one | other);
      }
    }
    return outcomes;
  }
}
