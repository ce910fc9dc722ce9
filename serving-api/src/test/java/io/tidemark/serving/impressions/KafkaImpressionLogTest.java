package io.tidemark.serving.impressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a Kafka: what is dropped, and that nobody waits. */
class KafkaImpressionLogTest {
  private static final String NOBODY = "127.0.0.1:1";

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final KafkaImpressionLog log =
      new KafkaImpressionLog(
          new ImpressionsConfiguration(true, null, 3, 10, Duration.seconds(1), null),
          NOBODY,
          meters);

  @BeforeEach
  void start() {
    log.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    log.stop();
  }

  @Test
  void withKafkaAwayWhatIsNotTakenIsCountedAndSoAreThePinsBehindTheMost() {
    log.record(answer(5, new CountDownLatch(0)));

    await().untilAsserted(() -> assertThat(dropped("kafka")).isEqualTo(3));
    assertThat(dropped("beyond_most_pins")).isEqualTo(2);
  }

  @Test
  void anAnswerThatFindsTheQueueFullIsDroppedAtOnce() {
    CountDownLatch slow = new CountDownLatch(1);
    log.record(answer(6, slow));
    log.record(answer(5, slow));
    assertThat(dropped("queue_full")).isEqualTo(5);

    log.record(answer(4, slow));
    assertThat(dropped("queue_full")).isEqualTo(5);
    slow.countDown();
    await()
        .untilAsserted(
            () -> {
              log.record(answer(10, slow));
              assertThat(dropped("kafka")).isGreaterThanOrEqualTo(9);
            });
  }

  @Test
  void anAnswerLargerThanTheQueueStillGoesThroughWhenItIsEmpty() {
    log.record(answer(20, new CountDownLatch(0)));

    await().untilAsserted(() -> assertThat(dropped("beyond_most_pins")).isEqualTo(17));
    assertThat(dropped("queue_full")).isZero();
  }

  @Test
  void whatCannotBeWrittenIsCounted() {
    log.record(
        new ImpressionLog.Served() {
          @Override
          public int pins() {
            return 1;
          }

          @Override
          public ServedRanking first(int maxPins) {
            throw new IllegalArgumentException("the score of pin p is NaN");
          }
        });

    await().untilAsserted(() -> assertThat(dropped("invalid")).isEqualTo(1));
  }

  private double dropped(String reason) {
    return meters.get("tidemark.impressions.dropped").tag("reason", reason).counter().count();
  }

  private static ImpressionLog.Served answer(int pins, CountDownLatch writable) {
    return new ImpressionLog.Served() {
      @Override
      public int pins() {
        return pins;
      }

      @Override
      public ServedRanking first(int maxPins) {
        awaitUninterrupted(writable);
        return new ServedRanking(
            new ServedRequest(
                "r1",
                "u1",
                Surface.HOME,
                1,
                "ranker",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of()),
            IntStream.range(0, maxPins)
                .mapToObj(i -> new ServedPin("p" + i, Optional.empty(), Map.of()))
                .toList());
      }
    };
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
