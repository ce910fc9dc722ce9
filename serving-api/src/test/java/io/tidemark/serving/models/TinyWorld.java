package io.tidemark.serving.models;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Real models of width 4 on a store in memory that can be made to fail. Pin {@code pI} is a 1 in
 * dimension I. User u1 saved p1 before the as-of, so the embedding is p1's.
 */
public final class TinyWorld implements AutoCloseable {
  /** The versions that everything is of. */
  public static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  public final Clock clock = Clock.systemUTC();
  public final Instant asOf = clock.instant().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final FakeTideStore store = new FakeTideStore();
  public final PinSnapshots snapshots =
      new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters);
  public final ReleaseWatch models =
      new ReleaseWatch(store, snapshots, ModelsConfiguration.DEFAULT, clock, meters);
  public final PinCache pins = new PinCache(store, PinsConfiguration.DEFAULT, meters);

  /**
   * Publishes it all, and waits until it is served.
   *
   * @param folder for the models
   */
  public void publish(Path folder) throws IOException {
    for (int i = 0; i < TinyRanker.WIDTH; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      vector[i] = 1;
      store.put(new Pin("p" + i, vector, 0));
    }
    store.put(new UserEmbedding("u1", new float[] {0, 1, 0, 0}, asOf));
    store.put(history(asOf, action("p1", asOf.minusSeconds(60))));
    store.publish(
        new Release(
            Release.PINS, "pins-1", "pins-1", asOf, Optional.empty(), 4, Map.of(), Map.of(), asOf));
    publishPinnerFormer(folder, "pinnerformer-1", "pins-1");
    publishRanker(folder, "ranker-1", REQUIRES);
    await()
        .until(
            () -> {
              models.lookAgain();
              return !models.report().snapshotComes();
            });
  }

  /** Publishes another PinnerFormer, its folder named by its version. */
  public void publishPinnerFormer(Path folder, String version, String pinsVersion)
      throws IOException {
    store.publish(TinyPinnerFormer.write(folder.resolve(version), version, pinsVersion, asOf));
  }

  /** Publishes another ranker, its folder named by its version. */
  public void publishRanker(Path folder, String version, Map<String, String> requires)
      throws IOException {
    store.publish(TinyRanker.write(folder.resolve(version), version, 1, requires));
  }

  /** The history of u1, all of it. */
  public static UserHistory history(Instant asOf, Action... actions) {
    return new UserHistory("u1", asOf, true, Stream.of(actions).map(PastAction::of).toList());
  }

  /** A save of u1; one of a pin at one time is one event. */
  public static Action action(String pinId, Instant occurredAt) {
    return new Action(
        "e-" + pinId,
        "u1",
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt.toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  /** Live actions of a user, newest first. */
  public void live(String userId, Action... newestFirst) {
    store.put(userId, List.of(newestFirst));
  }

  @Override
  public void close() throws InterruptedException {
    models.stop();
    snapshots.stop();
  }
}
