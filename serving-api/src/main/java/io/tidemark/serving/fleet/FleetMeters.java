package io.tidemark.serving.fleet;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tidemark.serving.fleet.FleetAnswer.PartitionTide;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.freshness.LiveStatus;
import io.tidemark.serving.metrics.LabelledGauges;
import io.tidemark.serving.metrics.Percentiles;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fresh everything is, as metrics: looked at every second. What is unknown is NaN, or not there
 * where it has labels: never 0, and never the last value.
 */
public final class FleetMeters implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(FleetMeters.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final FleetView view;
  private final LabelledGauges statuses;
  private final LabelledGauges partitionLags;
  private final LabelledGauges sampledAges;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fleet-meters");
            thread.setDaemon(true);
            return thread;
          });
  private volatile FleetAnswer last;

  /** Metrics of {@code view} in {@code meters}. */
  public FleetMeters(FleetView view, MeterRegistry meters) {
    this.view = view;
    this.last = view.now();
    gauge(
        "tidemark.batch.age",
        "now - as-of of the served embeddings; NaN if unknown",
        "seconds",
        answer -> number(answer.batch().ageSeconds(), 1),
        meters);
    gauge(
        "tidemark.stream.lag",
        "now - the watermark of the partition furthest behind; NaN if unknown",
        "seconds",
        answer -> number(answer.live().pipelineLagMs(), 0.001),
        meters);
    gauge(
        "tidemark.stream.reading.age",
        "since the watermarks were last read; NaN if never",
        "seconds",
        answer -> since(answer.live().readAt(), answer.now()),
        meters);
    objective("batch", answer -> truth(answer.objectives().batchMet()), meters);
    objective("live", answer -> truth(answer.objectives().liveMet()), meters);
    gauge(
        "tidemark.batch.run.ok",
        "1 if the last run of the daily workflow succeeded, 0 if it failed; NaN if unknown",
        null,
        answer ->
            truth(
                switch (answer.runs().status()) {
                  case SUCCEEDED -> true;
                  case FAILED -> false;
                  case NEVER_RAN, NOT_CONFIGURED, UNKNOWN -> null;
                }),
        meters);
    gauge(
        "tidemark.batch.run.success.age",
        "since a run of the daily workflow last succeeded; NaN if unknown",
        "seconds",
        answer -> since(answer.runs().lastSuccess(), answer.now()),
        meters);
    gauge(
        "tidemark.batch.run.next",
        "until the next run of the daily workflow; NaN if unknown",
        "seconds",
        answer -> -since(answer.runs().nextRunAt(), answer.now()),
        meters);
    this.statuses =
        new LabelledGauges(
            "tidemark.freshness.status",
            "1 for the status that each side has for everybody",
            null,
            meters);
    this.partitionLags =
        new LabelledGauges(
            "tidemark.stream.partition.lag",
            "now - the watermark of a partition; not there if unknown",
            "seconds",
            meters);
    this.sampledAges =
        new LabelledGauges(
            "tidemark.sampled.batch.age",
            "age of the embeddings of users drawn from all, by percentile",
            "seconds",
            meters);
  }

  @Override
  public void start() {
    scheduler.scheduleWithFixedDelay(this::tryToLook, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    scheduler.shutdownNow();
  }

  private void tryToLook() {
    try {
      look();
    } catch (RuntimeException e) {
      LOGGER.error("How fresh everything is could not be looked at", e);
    }
  }

  /** Looks at everything now. */
  void look() {
    FleetAnswer now = view.now();
    last = now;
    Map<Tags, Double> sides = new HashMap<>();
    for (BatchStatus status : BatchStatus.values()) {
      sides.put(side("batch", status.wireName()), truth(now.batch().status() == status));
    }
    for (LiveStatus status : List.of(LiveStatus.FRESH, LiveStatus.BEHIND, LiveStatus.UNKNOWN)) {
      sides.put(side("live", status.wireName()), truth(now.live().status() == status));
    }
    statuses.set(sides);
    partitionLags.set(lags(now.live().partitions()));
    sampledAges.set(percentiles(now.sample().batchAgeSeconds()));
  }

  private static Tags side(String side, String status) {
    return Tags.of("side", side, "status", status);
  }

  private static Map<Tags, Double> lags(List<PartitionTide> partitions) {
    return partitions.stream()
        .filter(partition -> partition.pipelineLagMs() != null)
        .collect(
            Collectors.toMap(
                partition -> Tags.of("partition", Integer.toString(partition.partition())),
                partition -> number(partition.pipelineLagMs(), 0.001)));
  }

  private static Map<Tags, Double> percentiles(Percentiles ages) {
    return ages.count() == 0
        ? Map.of()
        : Map.of(
            Tags.of("percentile", "50"), ages.p50(),
            Tags.of("percentile", "90"), ages.p90(),
            Tags.of("percentile", "99"), ages.p99(),
            Tags.of("percentile", "100"), ages.max());
  }

  private void objective(String side, Function<FleetAnswer, Double> value, MeterRegistry meters) {
    Gauge.builder("tidemark.freshness.objective.met", () -> value.apply(last))
        .description("1 if a side meets its objective, 0 if not; NaN if unknown")
        .tag("side", side)
        .register(meters);
  }

  private void gauge(
      String name,
      String description,
      String unit,
      Function<FleetAnswer, Double> value,
      MeterRegistry meters) {
    Gauge.builder(name, () -> value.apply(last))
        .description(description)
        .baseUnit(unit)
        .register(meters);
  }

  private static double number(Long value, double unit) {
    return value == null ? Double.NaN : value * unit;
  }

  private static double since(Instant instant, Instant now) {
    return instant == null ? Double.NaN : Duration.between(instant, now).toMillis() / 1000.0;
  }

  private static double truth(Boolean value) {
    return value == null ? Double.NaN : value ? 1 : 0;
  }
}
