package io.tidemark.serving.tides;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets reads of rankings through until most of them fail, or come later than a ranking waits for
 * them; then the next ones fail at once, until a few are let through again to see. However seldom
 * rankings are asked for, these few are waited for: each read ends, at the latest by its timeout.
 */
final class ReadBreaker {
  private static final int LAST_READS = 20;
  private static final int FEWEST_READS = 6;
  private static final int MOST_PERCENT = 50;
  private static final int READS_TO_SEE = 4;

  private final CircuitBreaker breaker;

  /** One that lets all reads through. */
  ReadBreaker(HBaseConfiguration configuration) {
    this.breaker =
        CircuitBreaker.of(
            "hbase",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(LAST_READS)
                .minimumNumberOfCalls(FEWEST_READS)
                .failureRateThreshold(MOST_PERCENT)
                .slowCallDurationThreshold(configuration.readBudget().toJavaDuration())
                .slowCallRateThreshold(MOST_PERCENT)
                .waitDurationInOpenState(configuration.openFor().toJavaDuration())
                .permittedNumberOfCallsInHalfOpenState(READS_TO_SEE)
                .build());
  }

  /** Reads, or fails at once. */
  <T> CompletableFuture<T> read(Supplier<CompletableFuture<T>> read) {
    return breaker.executeCompletionStage(read::get).toCompletableFuture();
  }

  /** Whether all reads are let through. */
  boolean isClosed() {
    return breaker.getState() == CircuitBreaker.State.CLOSED;
  }

  /** Lets all reads through, whatever failed before. */
  void reset() {
    breaker.reset();
  }
}
