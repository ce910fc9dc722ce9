package io.tidemark.serving.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final FakeTideStore store = new FakeTideStore();
  private final ReleaseWatch models =
      new ReleaseWatch(
          store,
          new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, new SimpleMeterRegistry()),
          ModelsConfiguration.DEFAULT,
          clock,
          new SimpleMeterRegistry());
  private final Readiness readiness = new Readiness(models, clock);

  @AfterEach
  void stop() throws InterruptedException {
    models.stop();
  }

  @Test
  void startsUntilHBaseHasSaidWhatIsPublished() {
    assertThat(readiness.isStarting()).isTrue();

    models.start();

    await().untilAsserted(() -> assertThat(readiness.isStarting()).isFalse());
    assertThat(readiness.get()).contains("no release of ranker is served");
  }

  @Test
  void withoutHBaseItDoesNotStartForEver() {
    now.set(START.plus(Duration.ofSeconds(59)));
    assertThat(readiness.isStarting()).isTrue();

    now.set(START.plus(Duration.ofSeconds(60)));
    assertThat(readiness.isStarting()).isFalse();
    assertThat(readiness.get()).containsExactly("HBase has not said yet what is published");
  }
}
