package io.tidemark.pipelines.readout;

import io.tidemark.experiments.readout.ArmCounts;
import io.tidemark.experiments.readout.Metric;
import io.tidemark.experiments.readout.Split;
import io.tidemark.experiments.readout.SumKey;
import io.tidemark.store.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What one user did in an experiment.
 *
 * @param exposures the user's, at least one
 * @param actions the user's, each once
 * @param period when they count
 */
record UserOutcome(List<Exposure> exposures, List<Action> actions, Period period) {
  private static final List<Metric> SPLIT_METRICS =
      List.of(Metric.SAVES_PER_IMPRESSION, Metric.ENGAGEMENTS_PER_IMPRESSION);

  /** A row of a sum: above and below the line, and the same before the experiment. */
  record Row(double above, double below, double before) {}

  /** Whether the user was named, and not drawn. */
  boolean isOverridden() {
    return exposures.stream().anyMatch(Exposure::override);
  }

  /** Whether the user saw more than one arm. */
  boolean isCrossed() {
    return exposures.stream().map(Exposure::arm).distinct().count() > 1;
  }

  String arm() {
    return exposures.get(0).arm();
  }

  ArmCounts counts() {
    return new ArmCounts(
        1,
        exposures.size(),
        exposures.stream().mapToLong(Exposure::pins).sum(),
        exposures.stream().filter(Exposure::unavailable).count());
  }

  /**
   * All that is added up of the user.
   *
   * @param thirds see {@link Exposure#segment}
   */
  void rows(List<Long> thirds, BiConsumer<SumKey, Row> output) {
    for (Metric metric : Metric.values()) {
      output.accept(
          new SumKey(arm(), metric, Split.NONE, ""),
          switch (metric.below()) {
            case USER -> new Row(sinceExposure(metric), 1, before(metric));
            case IMPRESSION ->
                new Row(following(metric, exposures), counts().impressions(), before(metric));
          });
    }
    for (Split split : List.of(Split.BATCH_AGE, Split.BATCH_STATUS, Split.LIVE_STATUS)) {
      Map<String, List<Exposure>> segments =
          exposures.stream()
              .filter(exposure -> exposure.segment(split, thirds).isPresent())
              .collect(
                  Collectors.groupingBy(
                      exposure -> exposure.segment(split, thirds).orElseThrow(),
                      TreeMap::new,
                      Collectors.toList()));
      segments.forEach(
          (segment, requests) -> {
            for (Metric metric : SPLIT_METRICS) {
              output.accept(
                  new SumKey(arm(), metric, split, segment),
                  new Row(following(metric, requests), requests.size(), before(metric)));
            }
          });
    }
  }

  private long sinceExposure(Metric metric) {
    long first = exposures.stream().mapToLong(Exposure::shownAt).min().orElseThrow();
    return actions.stream()
        .filter(action -> metric.counts(action.type()))
        .filter(action -> action.occurredAt() >= first && action.occurredAt() < period.until())
        .count();
  }

  private long following(Metric metric, List<Exposure> requests) {
    Set<String> ids = new HashSet<>();
    requests.forEach(request -> ids.add(request.requestId()));
    return actions.stream()
        .filter(action -> metric.counts(action.type()))
        .filter(action -> action.requestId().map(ids::contains).orElse(false))
        .filter(action -> action.occurredAt() < period.until())
        .count();
  }

  private long before(Metric metric) {
    return actions.stream()
        .filter(action -> metric.counts(action.type()))
        .filter(action -> action.occurredAt() >= period.before())
        .filter(action -> action.occurredAt() < period.start())
        .count();
  }
}
