package io.tidemark.serving.realtime;

import static io.tidemark.serving.models.TinyWorld.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.AdmissionConfiguration;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.serving.models.TinyWorld;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.ranking.Degradation;
import io.tidemark.serving.ranking.PinRanking;
import io.tidemark.serving.ranking.RankAnswer;
import io.tidemark.serving.ranking.RankProbe;
import io.tidemark.serving.ranking.RankedPin;
import io.tidemark.serving.ranking.RankingConfiguration;
import io.tidemark.serving.realtime.RealtimeEmbedding.Status;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Release;
import io.tidemark.store.UserHistory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings of arms whose embedding is computed at the moment of the request, by real models. */
class RealtimeArmTest {
  /** So few that a user with more of them since the as-of has a hole between both sides. */
  private static final int LIVE_ACTIONS = 2;

  @TempDir private Path folder;

  private final TinyWorld world = new TinyWorld();
  private final ServedPinnerFormer pinnerformer =
      new ServedPinnerFormer(ModelsConfiguration.DEFAULT, world.clock);
  private final RealtimeEmbeddings realtime = embeddings(Duration.milliseconds(300));
  private final AtomicReference<Experiments> experiments = new AtomicReference<>(Experiments.NONE);
  private final Admission admission = new Admission(AdmissionConfiguration.DEFAULT, world.meters);
  private final RankProbe rankings =
      new RankProbe(
          new PinRanking(
              world.models,
              new TideReader(world.store, world.pins, LIVE_ACTIONS, world.meters),
              new StreamWatch(
                  world.store, OptionalInt::empty, world.clock, java.time.Duration.ofSeconds(1)),
              new FreshnessRules(FreshnessConfiguration.DEFAULT, LIVE_ACTIONS),
              new Treatments(
                  experiments::get, (release, served) -> Optional.empty(), realtime, world.meters),
              java.time.Duration.ofMillis(500),
              world.clock,
              world.meters),
          RankingConfiguration.DEFAULT,
          admission);

  /** User u1 saved p1 before the as-of, so the batch's embedding is p1, and p2 since. */
  @BeforeEach
  void publish() throws Exception {
    world.publish(folder);
    world.live("u1", action("p2", world.asOf.plusSeconds(60)));
    realtime.prepare(world.models.servedReleases().pinnerformer());
    run("cadence: realtime");
  }

  @AfterEach
  void stop() throws InterruptedException {
    pinnerformer.stop();
    world.close();
  }

  @Test
  void theEmbeddingOfTheMomentRanksAndTheAnswerSaysWhatItWasComputedFrom() {
    RankAnswer answer = rank("u1");

    // Halfway between p1 and p2; the batch's is p1, and nothing of p2.
    assertThat(batchOnly(answer, "p2")).isCloseTo(TinyRanker.utility(Math.sqrt(0.5)), within(1e-5));
    assertThat(batchOnly(answer, "p1")).isCloseTo(TinyRanker.utility(Math.sqrt(0.5)), within(1e-5));
    assertThat(answer.realtime())
        .isEqualTo(new RealtimeAnswer(Status.COMPUTED, 2, 1, 0, world.asOf.plusSeconds(60)));
    assertThat(answer.experiments()).containsEntry("a", "one/changed");
    assertThat(answer.degraded())
        .doesNotContain(Degradation.EXPERIMENT_ARM_UNAVAILABLE, Degradation.REALTIME_UNAVAILABLE);
    assertThat(answer.freshness().batch().asOf())
        .as("the batch side is what it is")
        .isEqualTo(world.asOf);
    assertThat(counted(Status.COMPUTED)).isEqualTo(1);
  }

  @Test
  void theControlIsExposedToTheSameAndComputesNothing() throws Exception {
    run("cadence: realtime", "u1: as-it-is");

    RankAnswer answer = rank("u1");

    assertThat(batchOnly(answer, "p2")).isCloseTo(TinyRanker.utility(0), within(1e-5));
    assertThat(answer.experiments()).containsEntry("a", "one/as-it-is/override");
    assertThat(answer.realtime()).isNull();
    assertThat(counted(Status.COMPUTED)).isZero();
  }

  @Test
  void withNothingNewItIsTheBatchsEmbeddingAndNoExposure() {
    world.live("u1", action("p2", world.asOf.minusSeconds(30)));

    RankAnswer answer = rank("u1");

    assertThat(answer.experiments()).isEmpty();
    assertThat(answer.realtime()).isNull();
    assertThat(batchOnly(answer, "p1")).isCloseTo(TinyRanker.utility(1), within(1e-5));
  }

  @Test
  void whomTheBatchHasNotSeenYetIsEmbeddedByTheLiveActions() {
    world.live("new", action("p3", world.asOf.plusSeconds(60)));

    RankAnswer answer = rank("new");

    assertThat(batchOnly(answer, "p3")).isCloseTo(TinyRanker.utility(1), within(1e-5));
    assertThat(answer.realtime().status()).isEqualTo(Status.COMPUTED);
    assertThat(rank("nobody").realtime()).as("who has done nothing").isNull();
  }

  @Test
  void aLiveSideThatDoesNotReachBackToTheBatchIsReadFurther() {
    world.live(
        "u1",
        action("p3", world.asOf.plusSeconds(90)),
        action("p2", world.asOf.plusSeconds(60)),
        action("p0", world.asOf.plusSeconds(30)));

    RankAnswer answer = rank("u1");

    assertThat(answer.realtime().newer()).isEqualTo(3);
    assertThat(batchOnly(answer, "p0")).isCloseTo(TinyRanker.utility(0.5), within(1e-5));
  }

  @Test
  void withoutLiveActionsInTheRankerTheyAreStillInTheEmbedding() throws Exception {
    run("cadence: realtime, live: false");

    RankAnswer answer = rank("u1");

    assertThat(pin(answer, "p2").score())
        .isCloseTo((float) TinyRanker.utility(Math.sqrt(0.5)), within(1e-5f));
    assertThat(answer.realtime().newer()).isEqualTo(1);
  }

  @Test
  void whatCannotBeComputedHasANameAndTheBatchsEmbeddingRanks() {
    world.store.put(new UserHistory("u1", world.asOf.minusSeconds(1), true, List.of()));
    assertBatchRanks(Status.NO_HISTORY);
    world.store.fail(FakeTideStore.Read.HISTORY);
    assertBatchRanks(Status.UNREAD);
    world.store.hang(FakeTideStore.Read.HISTORY);
    assertBatchRanks(Status.OUT_OF_TIME);
    pinnerformer.stop();
    assertBatchRanks(Status.NOT_LOADED);
  }

  @Test
  void aModelThatIsNotAtHandIsNotWaitedForByARequest() throws Exception {
    world.publishPinnerFormer(folder, "pinnerformer-2", "pins-1");
    world.publishRanker(
        folder, "ranker-2", Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-2"));
    world.models.lookAgain();
    assertBatchRanks(Status.NOT_LOADED);

    realtime.prepare(world.models.servedReleases().pinnerformer());

    assertThat(rank("u1").realtime().status()).isEqualTo(Status.COMPUTED);
  }

  @Test
  void noMoreAreComputedAtTheSameTimeThanMayBe() throws Exception {
    RealtimeEmbeddings one = embeddings(Duration.minutes(1));
    world.store.hang(FakeTideStore.Read.PINS);
    try (ServedModels served = world.models.hold()) {
      CompletableFuture<RealtimeEmbedding> first =
          CompletableFuture.supplyAsync(() -> compute(one, served, "unheard-of", "u2", 20_000));
      await()
          .untilAsserted(
              () ->
                  assertThat(compute(one, served, "p2", "u1", 50).status())
                      .as("the only turn is taken by one that waits for a pin")
                      .isEqualTo(Status.BUSY));
      assertThat(first).isNotDone();
      world.store.failHung();
      assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(Status.UNREAD);
    }
  }

  @Test
  void byNoEmbeddingWinsOverOneOfTheMoment() throws Exception {
    experiments.set(
        ExperimentsFile.parse(
            layer("a", "cadence: realtime", "") + layer("b", "embedding_model: none", ""),
            ServerAbilities.DEFAULT));

    RankAnswer answer = rank("u1");

    assertThat(answer.realtime()).isNull();
    assertThat(answer.freshness().batch().asOf()).isEqualTo(world.asOf);
    assertThat(batchOnly(answer, "p1")).isCloseTo(TinyRanker.utility(0), within(1e-5));
  }

  private void assertBatchRanks(Status why) {
    RankAnswer answer = rank("u1");
    assertThat(answer.realtime()).isEqualTo(new RealtimeAnswer(why, null, null, null, null));
    assertThat(batchOnly(answer, "p1")).isCloseTo(TinyRanker.utility(1), within(1e-5));
    assertThat(batchOnly(answer, "p2")).isCloseTo(TinyRanker.utility(0), within(1e-5));
    assertThat(answer.degraded())
        .contains(Degradation.EXPERIMENT_ARM_UNAVAILABLE, Degradation.REALTIME_UNAVAILABLE);
    assertThat(answer.experiments()).as("meant to be treated").containsEntry("a", "one/changed");
    assertThat(counted(why)).isEqualTo(1);
  }

  /** As a ranking would, that has an action on a pin since the as-of and may take so long. */
  private RealtimeEmbedding compute(
      RealtimeEmbeddings embeddings, ServedModels served, String pinId, String userId, long ms) {
    UserTides read =
        new UserTides(
            Reading.of(Optional.empty()),
            Reading.of(Optional.empty()),
            Reading.of(List.of(action(pinId, world.asOf.plusSeconds(60)))),
            FoundPins.unread(List.of()),
            FoundPins.unread(List.of(pinId)));
    try (Admission.Pass pass = admission.enter(java.time.Duration.ofSeconds(1))) {
      return embeddings.of(
          new Realtime.Request(userId, read, served, pass, System.nanoTime() + ms * 1_000_000));
    }
  }

  private RealtimeEmbeddings embeddings(Duration timeout) {
    return new RealtimeEmbeddings(
        world.store,
        pinnerformer,
        new HistoryEmbedder(world.pins),
        LIVE_ACTIONS,
        new RealtimeConfiguration(true, timeout, 1),
        world.meters);
  }

  /** Everybody is in the changed arm, unless an override says otherwise. */
  private void run(String parameters, String... overrides) throws Exception {
    experiments.set(
        ExperimentsFile.parse(
            layer("a", parameters, String.join(", ", overrides)), ServerAbilities.DEFAULT));
  }

  private static String layer(String name, String parameters, String overrides) {
    String layer =
        """
          - name: %s
            salt: salt-%s
            experiments:
              - id: one%s
                traffic: 100%%
                start: 2020-01-01T00:00:00Z
                overrides: {%s}
                arms:
                  - {name: as-it-is, weight: 0.001}
                  - {name: changed, weight: 1000000, parameters: {%s}}
        """
            .formatted(name, name, name.equals("a") ? "" : "-" + name, overrides, parameters);
    return name.equals("a") ? "layers:\n" + layer : layer;
  }

  private RankAnswer rank(String userId) {
    return rankings.explain(userId, List.of("p0", "p1", "p2", "p3"));
  }

  /** What a pin is worth by the embedding alone. */
  private static double batchOnly(RankAnswer answer, String pinId) {
    return pin(answer, pinId).explain().scoreBatchOnly();
  }

  private static RankedPin pin(RankAnswer answer, String pinId) {
    return answer.pins().stream()
        .filter(pin -> pin.pinId().equals(pinId))
        .findFirst()
        .orElseThrow();
  }

  private double counted(Status outcome) {
    return world
        .meters
        .get("tidemark.realtime.embeddings")
        .tag("outcome", outcome.wireName())
        .counter()
        .count();
  }
}
