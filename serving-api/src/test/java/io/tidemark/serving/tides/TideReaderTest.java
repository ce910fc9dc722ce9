package io.tidemark.serving.tides;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.pins.ServedPins;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserInterests;
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
      new TideReader(store, new PinCache(store, PinsConfiguration.DEFAULT, meters), 100, meters);

  @Test
  void readsBothTidesAndThePinsOfBoth() {
    fill();
    UserTides tides = read();
    assertThat(tides.embedding().known().orElseThrow().orElseThrow().asOf()).isEqualTo(AS_OF);
    assertThat(tides.interests().known().orElseThrow().orElseThrow().asOf()).isEqualTo(AS_OF);
    assertThat(tides.actions().known().orElseThrow()).hasSize(1);
    assertThat(tides.candidates().state(0)).isEqualTo(FoundPins.State.KNOWN);
    assertThat(tides.candidates().state(1)).isEqualTo(FoundPins.State.UNKNOWN);
    assertThat(tides.livePins().pinIds()).containsExactly("p2");
    assertThat(tides.livePins().state(0)).isEqualTo(FoundPins.State.KNOWN);
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
    assertThat(tides.interests().known()).isEmpty();
    assertThat(tides.actions().known()).isEmpty();
    assertThat(tides.candidates().known()).isEmpty();
    assertThat(tides.candidates().state(0)).isEqualTo(FoundPins.State.UNREAD);
    assertThat(tides.livePins().size()).isZero();
  }

  @Test
  void aStoreThatFailsLeavesWhatIsCached() {
    fill();
    read();
    store.mood(FakeTideStore.Mood.FAILS);
    UserTides tides = read();
    assertThat(tides.embedding().known()).isEmpty();
    assertThat(tides.candidates().state(0)).isEqualTo(FoundPins.State.KNOWN);
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
    read(List.of("p1"), Optional.of(new ServedPins("pins-2", Optional.empty())), Optional.empty());
    assertThat(store.pinReads()).isGreaterThan(reads);
  }

  @Test
  void withoutReleasesTheUserHasNoEmbeddingAndPinsAreNotRead() {
    fill();
    UserTides tides = read(List.of("p1"), Optional.empty(), Optional.empty());
    assertThat(tides.embedding().known()).contains(Optional.empty());
    assertThat(tides.actions().known().orElseThrow()).hasSize(1);
    assertThat(tides.candidates().state(0)).isEqualTo(FoundPins.State.UNREAD);
    assertThat(store.pinReads()).isZero();
  }

  private UserTides read() {
    return read(
        List.of("p1", "unknown"),
        Optional.of(new ServedPins("pins-1", Optional.empty())),
        Optional.of(release("pinnerformer", "pinnerformer-1")));
  }

  private UserTides read(
      List<String> candidates, Optional<ServedPins> pins, Optional<Release> embeddings) {
    return reader
        .start("u1", candidates, pins, embeddings, Optional.of(release("pinnersage", "sage-1")))
        .await(System.nanoTime() + BUDGET.toNanos());
  }

  private void fill() {
    store.put(new UserEmbedding("u1", new float[] {1}, AS_OF));
    store.put(
        "u1",
        new UserInterests(
            Optional.of(new InterestProfile("u1", List.of(), AS_OF)), Optional.empty()));
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
