package io.tidemark.pipelines.study;

import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * What a log is like.
 *
 * @param users with an action
 * @param actions of all types
 * @param pins acted on
 * @param first the oldest action's instant
 * @param last the newest action's instant
 * @param medianActiveDays the median over users of the UTC days with an action
 * @param positives how many actions of each type are positive, by wire name
 */
record LogFacts(
    long users,
    long actions,
    long pins,
    Instant first,
    Instant last,
    double medianActiveDays,
    Map<String, Long> positives) {
  private static final long DAY = Duration.ofDays(1).toMillis();

  static LogFacts of(List<Timeline> log, PositiveActions positiveActions) {
    Set<String> pins = new HashSet<>();
    Map<String, Long> positives = new TreeMap<>();
    double[] activeDays = new double[log.size()];
    long actions = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int user = 0; user < log.size(); user++) {
      Set<Long> days = new HashSet<>();
      for (Action action : log.get(user).actions()) {
        pins.add(action.pinId());
        days.add(Math.floorDiv(action.occurredAt(), DAY));
        first = Math.min(first, action.occurredAt());
        last = Math.max(last, action.occurredAt());
        if (positiveActions.includes(action)) {
          positives.merge(action.type().wireName(), 1L, Long::sum);
        }
      }
      activeDays[user] = days.size();
      actions += log.get(user).actions().size();
    }
    return new LogFacts(
        log.size(),
        actions,
        pins.size(),
        Instant.ofEpochMilli(first),
        Instant.ofEpochMilli(last),
        new Median().evaluate(activeDays),
        positives);
  }

  /** Such as {@code like 32,075, share 211}. */
  String describePositives() {
    return positives.entrySet().stream()
        .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
