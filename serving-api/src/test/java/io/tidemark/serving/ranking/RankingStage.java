package io.tidemark.serving.ranking;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.AdmissionConfiguration;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.realtime.Realtime;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserInterests;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Rankings by a real model, on a store in memory that can be made to fail. User u1 is p1, and has
 * just saved p2; p3 is nothing to the user, and the most popular.
 */
final class RankingStage implements AutoCloseable {
  private static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  private final Path folder;
  final Clock clock = Clock.systemUTC();
  final Instant asOf = clock.instant().minusSeconds(3_600);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final FakeTideStore store = new FakeTideStore();
  final PinSnapshots snapshots = new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters);
  final ReleaseWatch models =
      new ReleaseWatch(store, snapshots, ModelsConfiguration.DEFAULT, clock, meters);
  final AtomicReference<Experiments> experiments = new AtomicReference<>(Experiments.NONE);
  final RankerPool rankers = new RankerPool(store, ModelsConfiguration.DEFAULT, clock);
  final Admission admission = new Admission(AdmissionConfiguration.DEFAULT, meters);
  final PinRanking ranking =
      new PinRanking(
          models,
          new TideReader(
              store, new PinCache(store, PinsConfiguration.DEFAULT, meters), 100, meters),
          new StreamWatch(store, OptionalInt::empty, clock, Duration.ofSeconds(1)),
          new FreshnessRules(FreshnessConfiguration.DEFAULT, 100),
          new Treatments(experiments::get, rankers::borrow, Realtime.NONE, meters),
          Duration.ofMillis(50),
          clock,
          meters);

  /**
   * Publishes it all, and waits until it is served.
   *
   * @param folder for the models
   */
  RankingStage(Path folder) throws Exception {
    this.folder = folder;
    for (int i = 0; i < 4; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      vector[i] = 1;
      store.put(new Pin("p" + i, vector, 10 * i));
    }
    store.put(new UserEmbedding("u1", new float[] {0, 1, 0, 0}, asOf));
    store.put("u1", List.of(action("u1", "p2")));
    store.publish(release(Release.PINS, "pins-1"));
    store.publish(release(Release.PINNERFORMER, "pinnerformer-1"));
    publishRanker("ranker-1", 1);
    await()
        .until(
            () -> {
              look();
              return !models.report().snapshotComes();
            });
  }

  /** What the batch left of the interests of u1. */
  UserInterests interests(Interest... of) {
    return new UserInterests(
        Optional.of(new InterestProfile("u1", List.of(of), asOf)), Optional.empty());
  }

  /** Publishes interests, and a ranker that looks at them. */
  void publishInterests(String version) throws Exception {
    Map<String, String> requires = new HashMap<>(REQUIRES);
    requires.put(Release.PINNERSAGE, version);
    store.publish(release(Release.PINNERSAGE, version));
    store.publish(TinyRanker.write(folder.resolve("ranker-sage"), "ranker-sage", 1, requires));
    look();
  }

  /** Everybody is in the changed arm, unless an override says otherwise. */
  void run(String parameter, String... overrides) throws Exception {
    experiments.set(
        ExperimentsFile.parse(
            """
            layers:
              - name: a
                salt: s
                experiments:
                  - id: one
                    traffic: 100%%
                    start: 2020-01-01T00:00:00Z
                    overrides: {%s}
                    arms:
                      - {name: as-it-is, weight: 0.001}
                      - {name: changed, weight: 1000000, parameters: {%s}}
            """
                .formatted(String.join(", ", overrides), parameter),
            ServerAbilities.DEFAULT));
  }

  /** A ranking as it was made. */
  Ranking made(RankRequest request) {
    try (Admission.Pass pass = admission.enter(Duration.ofSeconds(1))) {
      return ranking
          .rank(List.of(request.check(RankingConfiguration.DEFAULT)), Map.of(), pass)
          .get(0);
    }
  }

  /** Publishes another ranker. */
  void publishRanker(String id, float scale) throws Exception {
    store.publish(TinyRanker.write(folder.resolve(id), id, scale, REQUIRES));
  }

  /** Looks at what is published. */
  void look() {
    models.lookAgain();
  }

  /** The answer of a ranking. */
  RankAnswer rank(RankRequest request) {
    return made(request).answer();
  }

  /** A request for four pins. */
  static RankRequest request(String userId) {
    return new RankRequest(userId, List.of("p0", "p1", "p2", "p3"), "home", null, null, null, null);
  }

  /** A save of now. */
  Action action(String userId, String pinId) {
    return new Action(
        "e-" + pinId,
        userId,
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        clock.millis(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  /** A release without files. */
  Release release(String model, String version) {
    return new Release(
        model, version, version, asOf, Optional.empty(), 1, Map.of(), Map.of(), asOf);
  }

  @Override
  public void close() throws InterruptedException {
    rankers.stop();
    models.stop();
    snapshots.stop();
  }
}
