package io.tidemark.serving.tides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadBreakerTest {
  private final ReadBreaker breaker =
      new ReadBreaker(
          new HBaseConfiguration(
              "localhost:1", null, null, null, null, null, Duration.milliseconds(20), null));
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void readsAreHeldBackAfterFailuresUntilAFewSucceedHoweverLongTheseTake() {
    while (breaker.isClosed()) {
      assertThat(read(() -> CompletableFuture.failedFuture(new IllegalStateException("down"))))
          .isCompletedExceptionally();
    }
    int failed = reads.get();
    assertThat(failed).isBetween(6, 20);
    // One read each tenth of a second: five times as long as it is open.
    await()
        .untilAsserted(
            () -> {
              assertThat(read(() -> CompletableFuture.completedFuture("read")))
                  .isCompletedWithValue("read");
              assertThat(breaker.isClosed()).isTrue();
            });
    assertThat(reads).hasValue(failed + 4);
  }

  private CompletableFuture<String> read(Supplier<CompletableFuture<String>> read) {
    return breaker.read(
        () -> {
          reads.incrementAndGet();
          return read.get();
        });
  }
}
