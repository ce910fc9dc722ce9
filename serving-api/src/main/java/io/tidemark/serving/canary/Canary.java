package io.tidemark.serving.canary;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.canary.CanaryTide.PartitionCanary;
import io.tidemark.serving.canary.CanaryTide.Status;
import io.tidemark.serving.metrics.Percentiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a synthetic user of each partition act every few seconds, and measures how long it takes
 * until a ranking has the action: through HTTP, Kafka, the stream, HBase and a ranking.
 */
public final class Canary implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(Canary.class);
  private static final Duration SLICE = Duration.ofMinutes(1);
  private static final List<Status> WORST_FIRST =
      List.of(Status.LATE, Status.LOST, Status.UNKNOWN, Status.ALIVE);

  private final CanaryConfiguration configuration;
  private final Supplier<OptionalInt> partitions;
  private final Supplier<List<String>> candidates;
  private final Duration lateAfter;
  private final Clock clock;
  private final MeterRegistry meters;
  private final String instance = UUID.randomUUID().toString().substring(0, 8);
  private final List<PartitionState> states = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "canary");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .executor(scheduler)
          .build();
  private volatile Optional<URI> api = Optional.empty();

  /**
   * @param configuration how they act
   * @param partitions how many partitions the topic has, if known
   * @param candidates pins they act on and are ranked over, at least one
   * @param lateAfter an action that waits for longer is late
   * @param clock the time of day
   * @param meters where it is shown, too
   */
  public Canary(
      CanaryConfiguration configuration,
      Supplier<OptionalInt> partitions,
      Supplier<List<String>> candidates,
      Duration lateAfter,
      Clock clock,
      MeterRegistry meters) {
    this.configuration = configuration;
    this.partitions = partitions;
    this.candidates = candidates;
    this.lateAfter = lateAfter;
    this.clock = clock;
    this.meters = meters;
  }

  /** Begins, as the API is now reached at that port. */
  public void listeningAt(int port) {
    api = Optional.of(URI.create("http://" + configuration.host() + ":" + port));
    if (configuration.enabled()) {
      long every = configuration.every().toMilliseconds();
      scheduler.scheduleWithFixedDelay(this::act, every, every, TimeUnit.MILLISECONDS);
      scheduler.scheduleAtFixedRate(
          () -> states.forEach(PartitionState::turn),
          SLICE.toMillis(),
          SLICE.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void stop() {
    scheduler.shutdownNow();
  }

  /** What is known of them now. */
  public CanaryTide view() {
    List<PartitionCanary> all = states.stream().map(PartitionState::view).toList();
    Optional<Histogram> micros =
        states.stream()
            .map(PartitionState::micros)
            .reduce(
                (one, other) -> {
                  one.add(other);
                  return one;
                });
    return new CanaryTide(
        configuration.enabled(),
        configuration.every().toMilliseconds() / 1000.0,
        SLICE.multipliedBy(PartitionState.SLICES).toSeconds(),
        all.stream()
            .map(PartitionCanary::status)
            .min(Comparator.comparingInt(WORST_FIRST::indexOf))
            .orElse(Status.UNKNOWN),
        micros
            .map(histogram -> Percentiles.of(histogram, PartitionState.MILLIS))
            .orElse(Percentiles.NONE),
        all);
  }

  private void act() {
    try {
      int count = partitions.get().orElse(0);
      List<String> pins = candidates.get();
      for (int partition = states.size(); partition < count; partition++) {
        states.add(new PartitionState(partition, lateAfter, meters));
      }
      CanaryFlight flight =
          new CanaryFlight(
              http, api.orElseThrow(), scheduler, configuration.giveUpAfter().toJavaDuration());
      for (PartitionState state : states.subList(0, Math.min(count, states.size()))) {
        fly(flight, state, count, pins);
      }
    } catch (RuntimeException e) {
      if (!scheduler.isShutdown()) {
        LOGGER.error("The canaries cannot act", e);
      }
    }
  }

  private void fly(CanaryFlight flight, PartitionState state, int count, List<String> pins) {
    if (!state.takeOff()) {
      return;
    }
    flight
        .start(CanaryUsers.of(instance, state.partition(), count), pins, clock.millis())
        .whenComplete(
            (nanos, failure) -> {
              if (failure == null) {
                state.seen(nanos);
              } else {
                Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                state.lost(cause.getMessage() == null ? cause.toString() : cause.getMessage());
              }
            });
  }
}
