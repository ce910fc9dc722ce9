package io.tidemark.pipelines.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadAheadTest {
  @Test
  void everyElementComesInOrderThoughFewMayWait() throws IOException {
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead<Integer> ahead =
        new ReadAhead<>(
            () -> read.get() < 1_000 ? Optional.of(read.getAndIncrement()) : Optional.empty(), 3)) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(ahead.next()).contains(i);
      }
      assertThat(ahead.next()).isEmpty();
      assertThat(ahead.next()).isEmpty();
    }
  }

  @Test
  void aFailureComesAfterWhatWasReadBeforeIt() throws IOException {
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead<Integer> ahead =
        new ReadAhead<>(
            () -> {
              if (read.get() == 2) {
                throw new IOException("the disk is gone");
              }
              return Optional.of(read.getAndIncrement());
            },
            5)) {
      assertThat(ahead.next()).contains(0);
      assertThat(ahead.next()).contains(1);
      assertThatThrownBy(ahead::next).hasRootCauseMessage("the disk is gone");
    }
  }

  @Test
  void closingEndsAnUnfinishedReader() throws IOException {
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead<Integer> ahead = new ReadAhead<>(() -> Optional.of(read.getAndIncrement()), 3)) {
      assertThat(ahead.next()).contains(0);
    }
    int afterwards = read.get();

    assertThat(afterwards).isLessThanOrEqualTo(6);
    assertThat(read).hasValue(afterwards);
  }
}
