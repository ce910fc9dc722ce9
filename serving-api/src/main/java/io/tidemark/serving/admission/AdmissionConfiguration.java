package io.tidemark.serving.admission;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Min;

/**
 * How much work is taken on at once.
 *
 * @param busy how many rankings compute at the same time; 0 for as many as there are cores
 * @param inFlight how many there may be, those that wait for HBase included; 0 for four times as
 *     many as there are cores
 * @param queue how many may wait to be admitted
 * @param burstWait how long one may wait to be admitted
 * @param overloadWait how long in an overload, where waiting only makes all late
 * @param interval over how long it is judged whether it is one
 * @param retryAfter what a refused caller is told to wait
 */
public record AdmissionConfiguration(
    @Min(0) Integer busy,
    @Min(0) Integer inFlight,
    @Min(0) Integer queue,
    Duration burstWait,
    Duration overloadWait,
    Duration interval,
    Duration retryAfter) {
  /** What is used where nothing is configured. */
  public static final AdmissionConfiguration DEFAULT =
      new AdmissionConfiguration(null, null, null, null, null, null, null);

  public AdmissionConfiguration {
    busy = orTimesTheCores(busy, 1);
    inFlight = orTimesTheCores(inFlight, 4);
    queue = requireNonNullElse(queue, 64);
    burstWait = requireNonNullElse(burstWait, Duration.milliseconds(50));
    overloadWait = requireNonNullElse(overloadWait, Duration.milliseconds(3));
    interval = requireNonNullElse(interval, Duration.milliseconds(100));
    retryAfter = requireNonNullElse(retryAfter, Duration.seconds(1));
  }

  private static Integer orTimesTheCores(Integer configured, int times) {
    return configured == null || configured == 0
        ? Integer.valueOf(times * Runtime.getRuntime().availableProcessors())
        : configured;
  }
}
