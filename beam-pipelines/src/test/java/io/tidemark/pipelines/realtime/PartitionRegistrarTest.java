package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.pipelines.actionlog.HiveException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartitionRegistrarTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-22");
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final List<List<LocalDate>> registered = new CopyOnWriteArrayList<>();

  @Test
  void aDayIsRegisteredOnceHoweverManyFilesItGets() {
    try (var registrar =
        new PartitionRegistrar("actions", days -> registered.add(List.copyOf(days)), OFTEN)) {
      registrar.add(List.of(DAY));
      await().until(() -> registered.size() == 1);

      registrar.add(List.of(DAY));
      registrar.add(List.of(DAY.minusDays(1)));

      await().until(() -> registered.size() == 2);
      assertThat(registered).containsExactly(List.of(DAY), List.of(DAY.minusDays(1)));
    }
  }

  @Test
  void whatHiveDoesNotTakeIsTriedAgainWithWhatCameMeanwhile() {
    AtomicInteger attempts = new AtomicInteger();
    PartitionRegistrar.Registration away =
        days -> {
          if (attempts.incrementAndGet() < 3) {
            throw new HiveException("Hive is away", null);
          }
          registered.add(List.copyOf(days));
        };
    try (var registrar = new PartitionRegistrar("actions", away, OFTEN)) {
      registrar.add(List.of(DAY));
      await().until(() -> attempts.get() > 0);
      registrar.add(List.of(DAY.plusDays(1)));

      await().until(() -> registered.stream().mapToInt(List::size).sum() == 2);
    }
  }
}
