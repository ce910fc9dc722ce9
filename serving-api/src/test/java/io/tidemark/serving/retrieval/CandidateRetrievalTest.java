package io.tidemark.serving.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.AdmissionConfiguration;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retrievals from a real index; the store is one in memory that can be made to fail. */
class CandidateRetrievalTest {
  private static final Map<String, List<String>> POPULAR =
      Map.of("home", List.of("p300", "p310"), "all", List.of("p40", "p50"));

  @TempDir private Path folder;

  private final Clock clock = Clock.systemUTC();
  private final Instant asOf = clock.instant().minusSeconds(3_600);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeTideStore store = new FakeTideStore();
  private final PinSnapshots snapshots =
      new PinSnapshots(store, PinsConfiguration.DEFAULT, clock, meters);
  private final ReleaseWatch models =
      new ReleaseWatch(store, snapshots, ModelsConfiguration.DEFAULT, clock, meters);
  private final Admission admission = new Admission(AdmissionConfiguration.DEFAULT, meters);
  private final RetrievalWatch watch =
      new RetrievalWatch(store, RetrievalConfiguration.DEFAULT, clock, meters);
  private final CandidateRetrieval retrieval =
      new CandidateRetrieval(
          watch,
          models,
          new TideReader(
              store, new PinCache(store, PinsConfiguration.DEFAULT, meters), 100, meters),
          store,
          RetrievalConfiguration.DEFAULT,
          Duration.ofMillis(50),
          new Random(7),
          meters);

  /**
   * 36 pins around a circle, every ten degrees. PinnerFormer has ann at 0 degrees, in a space in
   * which pins stand 180 degrees from where they are; she is interested in 90 degrees, and has just
   * saved p200.
   */
  @BeforeEach
  void publish() throws Exception {
    for (int degrees = 0; degrees < 360; degrees += 10) {
      store.put(new Pin("p" + degrees, TinyIndex.at(degrees), 1));
    }
    store.publish(release(Release.PINS, "pins-1", Map.of()));
    store.publish(release(Release.PINNERFORMER, "pinnerformer-1", Map.of(Release.PINS, "pins-1")));
    store.publish(release(Release.PINNERSAGE, "pinnersage-1", Map.of(Release.PINS, "pins-1")));
    store.publish(index("one", TinyIndex.REQUIRES));
    store.put(new UserEmbedding("ann", TinyIndex.at(0), asOf));
    store.put("ann", interests("p90", TinyIndex.at(90)));
    store.put("ann", List.of(action("ann", "p200", ActionType.SAVE)));
    await()
        .until(
            () -> {
              models.lookAgain();
              return models.servedReleases().pins().isPresent() && !models.report().snapshotComes();
            });
    watch.lookAgain();
  }

  @AfterEach
  void stop() throws Exception {
    watch.stop();
    models.stop();
    snapshots.stop();
  }

  @Test
  void everySourceBringsItsNeighboursInItsOwnSpaceAndSaysSo() {
    CandidatesAnswer answer = retrieve(query("ann", 9, false));

    assertThat(answer.pinIds())
        .hasSize(9)
        .contains("p180", "p170", "p190", "p90", "p80", "p100", "p200", "p210");
    assertThat(reasons(answer, "p180"))
        .extracting(Candidate.Reason::source)
        .startsWith(Source.PINNERFORMER);
    assertThat(reasons(answer, "p90"))
        .containsExactly(new Candidate.Reason(Source.PINNERSAGE, "p90", 1f));
    assertThat(reasons(answer, "p210").get(0).near()).isEqualTo("p200");
    assertThat(reasons(answer, "p210").get(0).similarity())
        .isCloseTo((float) Math.cos(Math.toRadians(10)), within(1e-3f));
    assertThat(reasons(answer, "p190"))
        .extracting(Candidate.Reason::source)
        .contains(Source.PINNERFORMER);
    assertThat(answer.index()).isEqualTo("one");
    assertThat(answer.coldStart()).isFalse();
    assertThat(answer.sources()).extracting(SourceReport::status).containsOnly(SourceStatus.USED);
  }

  @Test
  void whatTheUserActedOnAndWhatIsNotWantedIsLeftOut() {
    CandidatesAnswer answer =
        retrieve(
            new CandidateQuery(
                "ann",
                Surface.HOME,
                9,
                Set.of("p180", "never found"),
                true,
                Duration.ofSeconds(5)));

    assertThat(answer.pinIds()).hasSize(9).doesNotContain("p200", "p180");
    assertThat(answer.excluded()).isEqualTo(2);
  }

  @Test
  void aNewActionChangesTheCandidates() {
    assertThat(retrieve(query("ann", 12, true)).pinIds()).doesNotContain("p290", "p310");

    store.put("ann", List.of(action("ann", "p300", ActionType.SAVE)));

    assertThat(retrieve(query("ann", 12, true)).pinIds())
        .contains("p290", "p310")
        .doesNotContain("p300", "p210");
  }

  @Test
  void whatTheUserHidIsNotAskedFrom() {
    store.put("ann", List.of(action("ann", "p300", ActionType.HIDE)));

    CandidatesAnswer answer = retrieve(query("ann", 8, true));

    assertThat(answer.pinIds()).doesNotContain("p290", "p300", "p310");
    assertThat(status(answer, Source.LIVE)).isEqualTo(SourceStatus.MISSING);
  }

  @Test
  void ofWhomNothingIsKnownGetsWhatIsPopularOnTheSurface() {
    CandidatesAnswer home = retrieve(query("nobody", 9, true));
    assertThat(home.pinIds()).containsExactly("p300", "p310");
    assertThat(home.coldStart()).isTrue();
    assertThat(reasons(home, "p300"))
        .containsExactly(new Candidate.Reason(Source.POPULARITY, null, null));
    assertThat(home.sources())
        .contains(new SourceReport(Source.POPULARITY, SourceStatus.USED, 2))
        .contains(new SourceReport(Source.PINNERFORMER, SourceStatus.MISSING, 0));

    CandidatesAnswer elsewhere =
        retrieve(
            new CandidateQuery("nobody", Surface.SEARCH, 9, Set.of(), true, Duration.ofSeconds(5)));
    assertThat(elsewhere.pinIds()).as("of all surfaces").containsExactly("p40", "p50");
  }

  @Test
  void whatCannotBeReadIsUnknownAndNoColdStart() {
    store.mood(FakeTideStore.Mood.HANGS);

    CandidatesAnswer answer = retrieve(query("ann", 9, true));

    assertThat(answer.pinIds()).containsExactly("p300", "p310");
    assertThat(answer.coldStart()).isFalse();
    assertThat(answer.excluded()).isNull();
    assertThat(status(answer, Source.PINNERFORMER)).isEqualTo(SourceStatus.UNAVAILABLE);
    assertThat(status(answer, Source.PINNERSAGE)).isEqualTo(SourceStatus.UNAVAILABLE);
    assertThat(status(answer, Source.LIVE)).isEqualTo(SourceStatus.UNAVAILABLE);
  }

  @Test
  void oneSourceThatFailsLeavesTheOthers() {
    store.fail(FakeTideStore.Read.INTERESTS);

    CandidatesAnswer answer = retrieve(query("ann", 8, false));

    assertThat(status(answer, Source.PINNERSAGE)).isEqualTo(SourceStatus.UNAVAILABLE);
    assertThat(answer.pinIds()).hasSize(8).doesNotContain("p90").contains("p180", "p200");
  }

  @Test
  void vectorsOfOtherVersionsThanTheIndexesAreNotAskedFrom() throws Exception {
    store.publish(release(Release.PINNERFORMER, "pinnerformer-2", Map.of(Release.PINS, "pins-1")));
    store.publish(release(Release.PINNERSAGE, "pinnersage-2", Map.of(Release.PINS, "pins-2")));
    models.lookAgain();
    watch.lookAgain();

    CandidatesAnswer answer = retrieve(query("ann", 9, false));

    assertThat(status(answer, Source.PINNERFORMER)).isEqualTo(SourceStatus.MISMATCH);
    assertThat(status(answer, Source.PINNERSAGE)).isEqualTo(SourceStatus.MISMATCH);
    assertThat(status(answer, Source.LIVE)).isEqualTo(SourceStatus.USED);
  }

  @Test
  void liveInterestsCountUntilTheBatchHasSeenThem() {
    Interest fresh = new Interest("p270", 1, 1, asOf.toEpochMilli() + 5, TinyIndex.at(270));
    Interest seen = new Interest("p30", 1, 1, asOf.toEpochMilli() - 5, TinyIndex.at(30));
    store.put(
        "bob",
        new UserInterests(
            Optional.empty(),
            Optional.of(new InterestProfile("bob", List.of(fresh, seen), clock.instant()))));

    assertThat(retrieve(query("bob", 3, true)).pinIds())
        .containsExactlyInAnyOrder("p270", "p260", "p280");
  }

  @Test
  void withoutAnIndexThereIsNothingAndTheAnswerSaysWhatToDo() {
    RetrievalWatch none =
        new RetrievalWatch(new FakeTideStore(), RetrievalConfiguration.DEFAULT, clock, meters);
    none.lookAgain();
    CandidateRetrieval without =
        new CandidateRetrieval(
            none,
            models,
            new TideReader(
                store, new PinCache(store, PinsConfiguration.DEFAULT, meters), 100, meters),
            store,
            RetrievalConfiguration.DEFAULT,
            Duration.ofMillis(50),
            new Random(7),
            meters);

    try (Admission.Pass pass = admission.enter(Duration.ofSeconds(5))) {
      CandidatesAnswer answer = without.retrieve(query("ann", 9, true), pass);
      assertThat(answer.candidates()).isEmpty();
      assertThat(answer.index()).isNull();
      assertThat(answer.problem()).contains("./tidemark index");
    }
  }

  @Test
  void anIndexIsSwappedUnderLoadAndNoRetrievalFails() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(3);
    List<Future<Integer>> loads = new ArrayList<>();
    for (int caller = 0; caller < 3; caller++) {
      loads.add(
          callers.submit(
              () -> {
                int answers = 0;
                while (!over.get()) {
                  assertThat(retrieve(query("ann", 9, false)).pinIds()).hasSize(9);
                  answers++;
                }
                return answers;
              }));
    }
    for (int swap = 0; swap < 20; swap++) {
      store.publish(index("swap-" + swap, TinyIndex.REQUIRES));
      watch.lookAgain();
      assertThat(watch.served().orElseThrow().id()).isEqualTo("swap-" + swap);
    }
    over.set(true);
    for (Future<Integer> load : loads) {
      assertThat(load.get()).isPositive();
    }
    callers.shutdown();
  }

  @Test
  void aDamagedIndexIsNotServedAndTheOldOneStays() throws Exception {
    Release damaged = index("damaged", TinyIndex.REQUIRES);
    Files.writeString(folder.resolve("damaged/popular.json"), " ", StandardOpenOption.APPEND);
    store.publish(damaged);
    watch.lookAgain();

    CandidatesAnswer answer = retrieve(query("ann", 9, false));

    assertThat(answer.index()).isEqualTo("one");
    assertThat(answer.problem()).contains("damaged", "SHA-256");
  }

  @Test
  void everyWrongFieldIsNamed() {
    assertThatThrownBy(
            () ->
                new CandidatesRequest("", "nowhere", 0, List.of(""), null, 5_001)
                    .check(RetrievalConfiguration.DEFAULT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(problem -> problem.field())
                    .containsExactly("user_id", "surface", "limit", "timeout_ms", "exclude[0]"));
    CandidateQuery query =
        new CandidatesRequest("ann", null, null, null, null, null)
            .check(RetrievalConfiguration.DEFAULT);
    assertThat(query.limit()).isEqualTo(500);
    assertThat(query.excludeEngaged()).isTrue();
  }

  private CandidatesAnswer retrieve(CandidateQuery query) {
    try (Admission.Pass pass = admission.enter(query.timeout())) {
      return retrieval.retrieve(query, pass);
    }
  }

  private static CandidateQuery query(String user, int limit, boolean excludeEngaged) {
    return new CandidateQuery(
        user, Surface.HOME, limit, Set.of(), excludeEngaged, Duration.ofSeconds(5));
  }

  private Release index(String version, Map<String, String> requires) throws Exception {
    Map<String, float[]> pins = new TreeMap<>();
    Map<String, float[]> towers = new TreeMap<>();
    for (int degrees = 0; degrees < 360; degrees += 10) {
      pins.put("p" + degrees, TinyIndex.at(degrees));
      towers.put("p" + degrees, TinyIndex.at(degrees + 180));
    }
    return TinyIndex.write(
        folder.resolve(version),
        version,
        Map.of(CandidateIndex.PINS, pins, CandidateIndex.PINNERFORMER, towers),
        POPULAR,
        requires);
  }

  private Release release(String model, String version, Map<String, String> requires) {
    return new Release(
        model, version, version, asOf, Optional.empty(), 1, requires, Map.of(), asOf);
  }

  private UserInterests interests(String pin, float[] vector) {
    return new UserInterests(
        Optional.of(
            new InterestProfile(
                "ann", List.of(new Interest(pin, 1, 1, asOf.toEpochMilli(), vector)), asOf)),
        Optional.empty());
  }

  private Action action(String user, String pin, ActionType type) {
    return new Action(
        user + pin,
        user,
        pin,
        type,
        Surface.HOME,
        clock.instant().toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private static List<Candidate.Reason> reasons(CandidatesAnswer answer, String pin) {
    return answer.candidates().stream()
        .filter(candidate -> candidate.pinId().equals(pin))
        .findFirst()
        .orElseThrow()
        .sources();
  }

  private static SourceStatus status(CandidatesAnswer answer, Source source) {
    return answer.sources().stream()
        .filter(report -> report.source() == source)
        .findFirst()
        .orElseThrow()
        .status();
  }
}
