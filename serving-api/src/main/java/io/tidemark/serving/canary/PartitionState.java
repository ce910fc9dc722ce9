package io.tidemark.serving.canary;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.serving.canary.CanaryTide.PartitionCanary;
import io.tidemark.serving.canary.CanaryTide.Status;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.metrics.RollingHistogram;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What is known of the canary of one partition. */
final class PartitionState {
  static final int SLICES = 5;
  static final double MILLIS = 1e-3;

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final int partition;
  private final Duration lateAfter;
  private final RollingHistogram micros = new RollingHistogram(LONGEST_MICROS, SLICES);
  private final Timer timer;
  private final Counter lostCounter;
  private Optional<Long> flyingSince = Optional.empty();
  private Optional<Long> lastNanos = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private long lost;

  /**
   * @param lateAfter an action that waits for longer is late
   * @param meters where it is shown, too
   */
  PartitionState(int partition, Duration lateAfter, MeterRegistry meters) {
    this.partition = partition;
    this.lateAfter = lateAfter;
    String name = Integer.toString(partition);
    this.timer =
        Timer.builder("tidemark.canary.latency")
            .description("from POST /v1/actions until a ranking has the action")
            .tag("partition", name)
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(1))
            .register(meters);
    this.lostCounter =
        Counter.builder("tidemark.canary.lost")
            .description("actions of canaries that could not be sent or came into no ranking")
            .tag("partition", name)
            .register(meters);
    Gauge.builder("tidemark.canary.waiting", this, PartitionState::waitingSeconds)
        .description("how long the present action has waited to be in a ranking; 0 if none does")
        .baseUnit("seconds")
        .tag("partition", name)
        .register(meters);
  }

  /** Which. */
  int partition() {
    return partition;
  }

  /** Notes that an action is on its way from now on; false if one is already. */
  synchronized boolean takeOff() {
    if (flyingSince.isPresent()) {
      return false;
    }
    flyingSince = Optional.of(System.nanoTime());
    return true;
  }

  synchronized void seen(long nanos) {
    flyingSince = Optional.empty();
    lastNanos = Optional.of(nanos);
    problem = Optional.empty();
    micros.record(TimeUnit.NANOSECONDS.toMicros(nanos));
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  synchronized void lost(String why) {
    flyingSince = Optional.empty();
    problem = Optional.of(why);
    lost++;
    lostCounter.increment();
  }

  void turn() {
    micros.turn();
  }

  Histogram micros() {
    return micros.all();
  }

  synchronized PartitionCanary view() {
    Optional<Long> waiting = flyingSince.map(since -> System.nanoTime() - since);
    return new PartitionCanary(
        partition,
        status(waiting),
        lastNanos.map(PartitionState::millis).orElse(null),
        waiting.map(PartitionState::millis).orElse(null),
        Percentiles.of(micros.all(), MILLIS),
        lost,
        problem.orElse(null));
  }

  private Status status(Optional<Long> waiting) {
    if (waiting.filter(nanos -> nanos > lateAfter.toNanos()).isPresent()) {
      return Status.LATE;
    }
    if (problem.isPresent()) {
      return Status.LOST;
    }
    return lastNanos.isPresent() ? Status.ALIVE : Status.UNKNOWN;
  }

  private synchronized double waitingSeconds() {
    return flyingSince.map(since -> (System.nanoTime() - since) / 1e9).orElse(0.0);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
