package io.tidemark.serving.impressions;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.tidemark.store.ServedRanking;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.concurrent.TimeUnit;

/**
 * Whether and how what was served is recorded.
 *
 * @param enabled whether at all
 * @param topic where to
 * @param maxPins of one answer; those behind are dropped
 * @param maxWaiting pins of answers that wait to be written; answers that come then are dropped
 * @param deliveryTimeout how long Kafka may take for a message before it is dropped
 * @param bufferMemory how much may wait to be sent
 */
public record ImpressionsConfiguration(
    Boolean enabled,
    String topic,
    @Min(1) @Max(ServedRanking.MAX_PINS) Integer maxPins,
    @Min(1) Integer maxWaiting,
    @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration deliveryTimeout,
    DataSize bufferMemory) {
  public ImpressionsConfiguration {
    enabled = requireNonNullElse(enabled, true);
    topic = requireNonNullElse(topic, "impressions");
    maxPins = requireNonNullElse(maxPins, 500);
    maxWaiting = requireNonNullElse(maxWaiting, 100_000);
    deliveryTimeout = requireNonNullElse(deliveryTimeout, Duration.seconds(30));
    bufferMemory = requireNonNullElse(bufferMemory, DataSize.mebibytes(16));
  }
}
