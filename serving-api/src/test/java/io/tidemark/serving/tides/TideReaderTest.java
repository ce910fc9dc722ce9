package io.tidemark.serving.tides;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TideReaderTest {
  private static final Instant AS_OF = Instant.parse("2026-11-21T00:00:00Z");
  private static final Duration BUDGET = Duration.ofMillis(100);

  private final FakeTideStore store = new FakeTideStore();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TideReader reader =
      new TideReader(store, new PinCache(store, 100, meters), BUDGET, 100, meters);

  @Test
  void readsBothTidesAndThePinsOfBoth() {
    fill();
    UserTides tides = read();
    assertThat(tides.embedding().known().orElseThrow().orElseThrow().asOf()).isEqualTo(AS_OF);
    assertThat(tides.actions().known().orElseThrow()).hasSize(1);
    assertThat(tides.candidatePins())
        .containsOnlyKeys("p1", "unknown")
        .containsEntry("unknown", Optional.empty());
    assertThat(tides.livePins()).containsOnlyKeys("p2");
  }

  @Test
  void aStoreThatHangsCostsTheBudgetAndLeavesEverythingUnknown() {
    fill();
    store.mood(FakeTideStore.Mood.HANGS);
    long start = System.nanoTime();
    UserTides tides = read();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(BUDGET, BUDGET.multipliedBy(20));
    assertThat(tides.embedding().known()).isEmpty();
    assertThat(tides.actions().known()).isEmpty();
    assertThat(tides.candidatePins()).isEmpty();
    assertThat(tides.livePins()).isEmpty();
  }

  @Test
  void aStoreThatFailsLeavesWhatIsCached() {
    fill();
    read();
    store.mood(FakeTideStore.Mood.FAILS);
    UserTides tides = read();
    assertThat(tides.embedding().known()).isEmpty();
    assertThat(tides.candidatePins().get("p1")).isPresent();
  }

  @Test
  void aPinIsReadOnce() {
    fill();
    read();
    int reads = store.pinReads();
    read();
    assertThat(store.pinReads()).isEqualTo(reads);
  }

  @Test
  void anotherVersionsPinsAreReadAgain() {
    fill();
    read();
    int reads = store.pinReads();
    reader.read("u1", List.of("p1"), Optional.of(release("pins", "pins-2")), Optional.empty());
    assertThat(store.pinReads()).isGreaterThan(reads);
  }

  @Test
  void withoutReleasesTheUserHasNoEmbeddingAndPinsAreNotRead() {
    fill();
    UserTides tides = reader.read("u1", List.of("p1"), Optional.empty(), Optional.empty());
    assertThat(tides.embedding().known()).contains(Optional.empty());
    assertThat(tides.actions().known().orElseThrow()).hasSize(1);
    assertThat(tides.candidatePins()).isEmpty();
  }

  private UserTides read() {
    return reader.read(
        "u1",
        List.of("p1", "unknown"),
        Optional.of(release("pins", "pins-1")),
        Optional.of(release("pinnerformer", "pinnerformer-1")));
  }

  private void fill() {
    store.put(new UserEmbedding("u1", new float[] {1}, AS_OF));
    store.put(
        "u1",
        List.of(
            new Action(
                "e1",
                "u1",
                "p2",
                ActionType.SAVE,
                Surface.HOME,
                AS_OF.toEpochMilli(),
                Action.UNKNOWN_DURATION,
                Optional.empty())));
    store.put(new Pin("p1", new float[] {1}, 1));
    store.put(new Pin("p2", new float[] {1}, 1));
  }

  private static Release release(String model, String version) {
    return new Release(
        model, version, version, AS_OF, Optional.empty(), 1, Map.of(), Map.of(), AS_OF);
  }
}
