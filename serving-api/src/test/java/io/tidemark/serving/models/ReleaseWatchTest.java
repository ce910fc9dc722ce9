package io.tidemark.serving.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseWatchTest {
  private static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final ModelsConfiguration CPU =
      new ModelsConfiguration(null, null, ScoringDevice.CPU, 1, 2, null, null);

  @TempDir private Path folder;

  private final FakeTideStore store = new FakeTideStore();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final PinSnapshots snapshots =
      new PinSnapshots(store, PinsConfiguration.DEFAULT, Clock.systemUTC(), meters);
  private final ReleaseWatch watch =
      new ReleaseWatch(store, snapshots, CPU, Clock.systemUTC(), meters);

  @AfterEach
  void stop() throws InterruptedException {
    watch.stop();
    snapshots.stop();
  }

  @Test
  void servesWhatFitsTogether() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    watch.lookAgain();
    try (ServedModels served = watch.hold()) {
      assertThat(served.releases().isConsistent()).isTrue();
      assertThat(score(served)[0]).isEqualTo(sigmoid(2f), within());
    }
    assertThat(watch.report().mismatches()).isEmpty();
    assertThat(meters.find("tidemark.release.info").gauges()).hasSize(3);
  }

  @Test
  void aRankerOfOtherPinsIsNotServedAndTheOldSetStays() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    watch.lookAgain();
    store.publish(release(Release.PINS, "pins-2", Map.of()));
    watch.lookAgain();
    assertThat(watch.servedReleases().pins().map(Release::version)).contains("pins-1");
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("ranker-1");
    assertThat(watch.report().mismatches())
        .containsExactly("ranker release ranker-1 requires pins pins-1, published is pins-2");
  }

  @Test
  void aProcessThatStartsInAMismatchServesTheLastSetThatFitted() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    store.publish(release(Release.PINS, "pins-2", Map.of()));
    watch.lookAgain();
    assertThat(watch.servedReleases().pins().map(Release::version)).contains("pins-1");
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("ranker-1");
  }

  @Test
  void tomorrowsEmbeddingsOfTheSameVersionAreServedByTheSameRanker() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    watch.lookAgain();
    Release tomorrow =
        new Release(
            Release.PINNERFORMER,
            "tomorrow",
            "pinnerformer-1",
            Instant.parse("2026-11-22T00:00:00Z"),
            Optional.empty(),
            1,
            Map.of(),
            Map.of(),
            Instant.parse("2026-11-22T01:00:00Z"));
    store.publish(tomorrow);
    watch.lookAgain();
    assertThat(watch.servedReleases().pinnerformer()).contains(tomorrow);
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("ranker-1");
  }

  @Test
  void aModelWhoseFileWasChangedIsNotServedAndTheOldOneStays() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    watch.lookAgain();
    Release broken = TinyRanker.write(folder.resolve("r2"), "ranker-2", -1, REQUIRES);
    Files.write(folder.resolve("r2/model.onnx"), new byte[] {1, 2, 3});
    store.publish(broken);
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("ranker-1");
    assertThat(watch.report().loadProblem().orElseThrow()).contains("ranker-2").contains("SHA-256");
    watch.lookAgain();
    assertThat(watch.report().loadProblem()).as("still told").isPresent();
    store.publish(TinyRanker.write(folder.resolve("r3"), "ranker-3", -1, REQUIRES));
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("ranker-3");
    assertThat(watch.report().loadProblem()).isEmpty();
  }

  @Test
  void aModelThatScoresOtherwiseThanItsTrainerIsNotServed() throws Exception {
    publish("pins-1", "pinnerformer-1");
    Release right = TinyRanker.write(folder.resolve("right"), "right", 1, REQUIRES);
    writeGolden(folder.resolve("right"), sigmoid(2f));
    store.publish(right);
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("right");
    Release wrong = TinyRanker.write(folder.resolve("wrong"), "wrong", -1, REQUIRES);
    writeGolden(folder.resolve("wrong"), sigmoid(2f));
    store.publish(wrong);
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker().map(Release::id)).contains("right");
    assertThat(watch.report().loadProblem().orElseThrow()).contains("golden.json");
  }

  @Test
  void aModelThatGivesNoNumbersIsNotServed() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("nan"), "nan", Float.NaN, REQUIRES));
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker()).isEmpty();
    assertThat(watch.report().loadProblem().orElseThrow()).contains("NaN");
  }

  @Test
  void newPinsAreServedOnceTheyAreMappedAndTheOldOnesUntilThen() throws Exception {
    store.put(new Pin("p1", new float[] {1, 2, 3, 4}, 7));
    store.publish(release(Release.PINS, "pins-1", Map.of()));
    await().until(() -> snapshotAfterALook().isPresent());
    CountDownLatch copying = store.holdCopies();
    store.publish(release(Release.PINS, "pins-2", Map.of()));
    watch.lookAgain();
    assertThat(watch.servedReleases().pins().map(Release::id)).contains("pins-1");
    assertThat(watch.report().snapshotComes()).as("what is served is mapped").isFalse();
    copying.countDown();
    await()
        .untilAsserted(
            () -> {
              assertThat(snapshotAfterALook().map(PinSnapshot::version)).contains("pins-2");
              assertThat(watch.servedReleases().pins().map(Release::id)).contains("pins-2");
            });
  }

  private Optional<PinSnapshot> snapshotAfterALook() {
    watch.lookAgain();
    try (ServedModels served = watch.hold()) {
      return served.snapshot();
    }
  }

  @Test
  void withoutARankerPinsAndEmbeddingsAreServedAlone() {
    publish("pins-1", "pinnerformer-1");
    watch.lookAgain();
    assertThat(watch.servedReleases().pins()).isPresent();
    assertThat(watch.servedReleases().ranker()).isEmpty();
  }

  @Test
  void whatWasServedStaysWhenHBaseIsAway() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r1"), "ranker-1", 1, REQUIRES));
    watch.lookAgain();
    Optional<Instant> readAt = watch.report().readAt();
    store.mood(FakeTideStore.Mood.FAILS);
    watch.lookAgain();
    assertThat(watch.servedReleases().ranker()).isPresent();
    assertThat(watch.report().readAt()).as("its age grows").isEqualTo(readAt);
  }

  @Test
  void aSwapUnderLoadFailsNoScoring() throws Exception {
    publish("pins-1", "pinnerformer-1");
    store.publish(TinyRanker.write(folder.resolve("r0"), "ranker-0", 1, REQUIRES));
    watch.lookAgain();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(3);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      counts.add(
          callers.submit(
              () -> {
                int count = 0;
                while (!stop.get()) {
                  try (ServedModels served = watch.hold()) {
                    float sign =
                        served.ranker().orElseThrow().release().id().endsWith("x") ? -1 : 1;
                    assertThat(score(served)[0]).isEqualTo(sigmoid(2f * sign), within());
                    count++;
                  }
                }
                return count;
              }));
    }
    for (int i = 1; i <= 6; i++) {
      String id = "ranker-" + i + (i % 2 == 1 ? "x" : "");
      store.publish(TinyRanker.write(folder.resolve(id), id, i % 2 == 1 ? -1 : 1, REQUIRES));
      watch.lookAgain();
    }
    stop.set(true);
    for (Future<Integer> count : counts) {
      assertThat(count.get()).isPositive();
    }
    callers.shutdown();
  }

  private static void writeGolden(Path modelFolder, float score) throws Exception {
    Map<String, double[]> inputs = new HashMap<>();
    for (String input : InputArena.INPUTS) {
      inputs.put(input, new double[1]);
    }
    inputs.put("user_embedding", new double[] {1, 0, 0, 0});
    inputs.put("has_user", new double[] {1});
    inputs.put("live_pin_vectors", new double[] {1, 0, 0, 0});
    inputs.put("live_mask", new double[] {1});
    inputs.put("candidate_pin_vectors", new double[] {1, 0, 0, 0});
    new ObjectMapper()
        .writeValue(
            modelFolder.resolve("golden.json").toFile(),
            Map.of(
                "tolerance",
                1e-5,
                "cases",
                List.of(
                    Map.of(
                        "name",
                        "one",
                        "inputs",
                        inputs,
                        "probabilities",
                        new float[] {score, 1 - score}))));
  }

  private void publish(String pins, String pinnerformer) {
    store.publish(release(Release.PINS, pins, Map.of()));
    store.publish(release(Release.PINNERFORMER, pinnerformer, Map.of(Release.PINS, pins)));
  }

  private static Release release(String model, String version, Map<String, String> requires) {
    Instant asOf = Instant.parse("2026-11-21T00:00:00Z");
    return new Release(
        model, version, version, asOf, Optional.empty(), 1, requires, Map.of(), asOf);
  }

  /** One candidate along the user and along two live pins, of which one is masked out. */
  private static float[] score(ServedModels served) throws Exception {
    return served
        .ranker()
        .orElseThrow()
        .score(
            new FeatureArrays(
                new float[] {1, 0, 0, 0},
                1,
                new float[] {1, 0, 0, 0, 1, 0, 0, 0},
                new long[2],
                new long[2],
                new long[2],
                new float[] {1, 0},
                0,
                0,
                new float[] {1, 0, 0, 0},
                new float[] {0}),
            System.nanoTime() + WAIT.toNanos())
        .values();
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-6f);
  }
}
