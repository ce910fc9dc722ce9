package io.tidemark.serving.actions;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.util.concurrent.TimeUnit;

/**
 * Where actions go, and how long to wait for Kafka to confirm them.
 *
 * @param bootstrapServers host:port, separated by commas
 * @param topic the topic of live actions
 * @param deliveryTimeout how long an action may take to be confirmed before the request is answered
 *     503
 * @param requestTimeout how long one exchange with a broker may take; shorter than the delivery
 *     timeout
 * @param bufferMemory how much may wait to be sent
 * @param maxConcurrentRequests how many requests may wait for Kafka at the same time; more are
 *     answered 503 at once
 * @param partitionsRefresh how often the number of partitions is asked for
 */
public record KafkaConfiguration(
    @NotEmpty String bootstrapServers,
    String topic,
    @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS) Duration deliveryTimeout,
    @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS) Duration requestTimeout,
    DataSize bufferMemory,
    @Min(1) Integer maxConcurrentRequests,
    Duration partitionsRefresh) {
  public KafkaConfiguration {
    topic = requireNonNullElse(topic, "actions");
    deliveryTimeout = requireNonNullElse(deliveryTimeout, Duration.seconds(5));
    requestTimeout = requireNonNullElse(requestTimeout, Duration.seconds(2));
    bufferMemory = requireNonNullElse(bufferMemory, DataSize.mebibytes(16));
    maxConcurrentRequests = requireNonNullElse(maxConcurrentRequests, 96);
    partitionsRefresh = requireNonNullElse(partitionsRefresh, Duration.seconds(10));
  }
}
