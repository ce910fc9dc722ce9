package io.tidemark.serving.tides;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;

/**
 * Where HBase is, and how long to wait for it.
 *
 * @param address host:port of masters or region servers, separated by commas
 * @param readBudget how long all reads of one ranking may take together; what is not there by then
 *     is unknown
 * @param operationTimeout how long one read may go on, retries included; later than the budget, so
 *     that pins that come too late for one ranking are cached for the next
 * @param attemptTimeout how long one attempt of a read may take
 * @param pause how long to wait before the first retry
 * @param connectTimeout how long opening the connection may take before it is tried again
 * @param openFor how long reads are not even tried after most of them failed
 * @param liveActions how many live actions of a user are read
 */
public record HBaseConfiguration(
    @NotEmpty String address,
    Duration readBudget,
    Duration operationTimeout,
    Duration attemptTimeout,
    Duration pause,
    Duration connectTimeout,
    Duration openFor,
    @Min(1) @Max(1000) Integer liveActions) {
  public HBaseConfiguration {
    readBudget = requireNonNullElse(readBudget, Duration.milliseconds(150));
    operationTimeout = requireNonNullElse(operationTimeout, Duration.milliseconds(1000));
    attemptTimeout = requireNonNullElse(attemptTimeout, Duration.milliseconds(500));
    pause = requireNonNullElse(pause, Duration.milliseconds(20));
    connectTimeout = requireNonNullElse(connectTimeout, Duration.seconds(10));
    openFor = requireNonNullElse(openFor, Duration.seconds(1));
    liveActions = requireNonNullElse(liveActions, 100);
  }
}
