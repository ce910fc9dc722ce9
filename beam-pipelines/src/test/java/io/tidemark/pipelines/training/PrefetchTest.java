package io.tidemark.pipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PrefetchTest {
  @Test
  void thingsComeInTheOrderInWhichTheyWereMade() {
    AtomicInteger next = new AtomicInteger();
    List<Integer> taken = new ArrayList<>();
    try (Prefetch<Integer> prefetch = new Prefetch<>(2, "numbers", next::getAndIncrement)) {
      for (int i = 0; i < 50; i++) {
        taken.add(prefetch.take());
      }
    }

    assertThat(taken).isSorted().doesNotHaveDuplicates().startsWith(0).hasSize(50);
    // Two ready and one in the making at most.
    assertThat(next.get()).isLessThanOrEqualTo(53);
  }

  @Test
  void whatTheSourceThrowsReachesWhoTakes() {
    try (Prefetch<Integer> prefetch =
        new Prefetch<>(
            2,
            "failing",
            () -> {
              throw new IllegalStateException("the file is gone");
            })) {
      assertThatThrownBy(prefetch::take).hasMessage("the file is gone");
    }
  }

  @Test
  void closingEndsTheThreadEvenIfNobodyTakes() {
    new Prefetch<>(1, "idle", () -> 1).close();

    assertThat(Thread.getAllStackTraces().keySet()).noneMatch(t -> t.getName().equals("idle"));
  }
}
