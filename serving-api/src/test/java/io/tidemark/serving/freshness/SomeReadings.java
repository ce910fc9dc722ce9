package io.tidemark.serving.freshness;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** What may be read for an answer, as of one instant. */
final class SomeReadings {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private SomeReadings() {}

  /** The release of embeddings that is served. */
  static Reading<Optional<Release>> released() {
    return Reading.of(
        Optional.of(
            new Release(
                Release.PINNERFORMER,
                "release-1",
                "v1",
                NOW,
                Optional.empty(),
                1,
                Map.of(),
                Map.of(),
                NOW)));
  }

  /** The embedding of user u1. */
  static Reading<Optional<UserEmbedding>> embedding(Instant asOf) {
    return Reading.of(Optional.of(new UserEmbedding("u1", new float[] {1}, asOf)));
  }

  /** Live actions of user u1, by their ages. */
  static Reading<List<Action>> actions(List<Duration> ages) {
    List<Action> actions = new ArrayList<>();
    for (Duration age : ages) {
      actions.add(
          new Action(
              "e" + actions.size(),
              "u1",
              "p1",
              ActionType.SAVE,
              Surface.HOME,
              NOW.minus(age).toEpochMilli(),
              Action.UNKNOWN_DURATION,
              Optional.empty()));
    }
    return Reading.of(actions);
  }

  /** Ages of all kinds, those of events whose clock is ahead included. */
  static Arbitrary<Duration> ages() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(-60_000, 10_000).map(Duration::ofMillis),
        Arbitraries.longs().between(-7_200, 5_000_000).map(Duration::ofSeconds));
  }
}
