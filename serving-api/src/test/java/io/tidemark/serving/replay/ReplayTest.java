package io.tidemark.serving.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.TinyPinnerFormer;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.store.Action;
import io.tidemark.store.ActionDigest;
import io.tidemark.store.ActionType;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request whose scores are computed by hand: the user is p1, and has just saved p2. */
class ReplayTest {
  private static final Instant AS_OF = Instant.parse("2026-11-21T00:00:00Z");
  private static final Instant SHOWN = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder;

  private final Map<String, Release> releases = new HashMap<>();
  private final Map<String, Pin> pins = new HashMap<>();
  private final List<Action> actions = new ArrayList<>();
  private Optional<UserEmbedding> embedding =
      Optional.of(new UserEmbedding("u1", new float[] {0, 0.7f, 0, 0}, AS_OF));

  private Optional<InterestProfile> interests = Optional.empty();

  /** The user saved p1 before the as-of. */
  private Optional<UserHistory> history =
      Optional.of(
          new UserHistory(
              "u1", AS_OF, true, List.of(PastAction.of(action("p1", AS_OF.minusSeconds(60))))));

  private final ReplayStore store =
      new ReplayStore() {
        @Override
        public Optional<Release> release(String model, String id) {
          return Optional.ofNullable(releases.get(model + " " + id));
        }

        @Override
        public Optional<UserEmbedding> embedding(
            String userId, String version, Instant atOrBefore) {
          return embedding;
        }

        @Override
        public Optional<InterestProfile> interests(
            String userId, String version, Instant atOrBefore) {
          return interests.filter(profile -> version.equals("pinnersage-1"));
        }

        @Override
        public Optional<UserHistory> history(String userId, Instant asOf) {
          return history.filter(known -> known.asOf().equals(asOf));
        }

        @Override
        public List<Action> actions(String userId) {
          return List.copyOf(actions);
        }

        @Override
        public Map<String, Pin> pins(Collection<String> pinIds, String version) {
          Map<String, Pin> found = new HashMap<>(pins);
          found.keySet().retainAll(pinIds);
          return found;
        }
      };

  @BeforeEach
  void publish() throws Exception {
    for (int i = 0; i < TinyRanker.WIDTH; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      // Not a half float: mapped pins are rounded.
      vector[i] = 0.3f;
      pins.put("p" + i, new Pin("p" + i, vector, 10 * i));
    }
    actions.add(action("p2", SHOWN.minusSeconds(5)));
    add(
        TinyRanker.write(
            folder.resolve("ranker-1"),
            "ranker-1",
            1,
            Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1")));
    add(release(Release.PINS, "pins-1"));
    add(
        TinyPinnerFormer.write(
            folder.resolve("pinnerformer-1"), "pinnerformer-1", "pins-1", AS_OF));
  }

  @Test
  void whatWasLoggedIsComputedAgain() {
    ReplayOutcome outcome = replay(logged(0));

    assertThat(outcome.gone()).isEmpty();
    assertThat(outcome.scored()).isEqualTo(3);
    assertThat(outcome.largestDifference()).isLessThan(1e-6);
    assertThat(outcome.isEqual()).isTrue();
  }

  @Test
  void theInterestsThatTheRankerWasGivenAreFoundAgainOrNamed() throws Exception {
    add(
        TinyRanker.write(
            folder.resolve("ranker-sage"),
            "ranker-1",
            1,
            Map.of(
                Release.PINS, "pins-1",
                Release.PINNERFORMER, "pinnerformer-1",
                Release.PINNERSAGE, "pinnersage-1")));
    Interest interest = new Interest("p0", 1, 1, 0, new float[] {1, 0, 0, 0});
    interests = Optional.of(new InterestProfile("u1", List.of(interest), AS_OF));
    ServedRanking logged = logged(0);

    assertThat(replay(logged).isEqual()).as("no logged candidate is like p0").isTrue();
    interests =
        Optional.of(
            new InterestProfile(
                "u1", List.of(new Interest("p3", 1, 1, 0, new float[] {0, 0, 0, 1})), AS_OF));
    assertThat(replay(logged).isEqual()).as("p3 is among the candidates").isFalse();
    interests = Optional.empty();
    assertThat(replay(logged).gone())
        .singleElement()
        .asString()
        .contains("the user's interests of pinnersage-1 as of 2026-11-21T00:00:00Z");
  }

  @Test
  void aScoreThatWasOtherwiseIsSeen() {
    ReplayOutcome outcome = replay(logged(0.01f));

    assertThat(outcome.isEqual()).isFalse();
    assertThat(outcome.largestDifference()).isBetween(0.0099, 0.0101);
  }

  @Test
  void whatTheUserDidSinceDoesNotMatter() {
    ServedRanking logged = logged(0);
    actions.add(0, action("p3", SHOWN.plusSeconds(60)));

    assertThat(replay(logged).isEqual()).isTrue();
  }

  @Test
  void actionsThatExpiredAreNamed() {
    ServedRanking logged = logged(0);
    actions.clear();

    assertThat(replay(logged).gone())
        .singleElement()
        .asString()
        .contains("the 1 live actions of then");
  }

  @Test
  void anEmbeddingThatWasWrittenAnewIsNamed() {
    ServedRanking logged = logged(0);
    embedding = Optional.of(new UserEmbedding("u1", new float[4], AS_OF.minusSeconds(1)));

    assertThat(replay(logged).gone())
        .singleElement()
        .asString()
        .contains("the user's embedding of pinnerformer-1 as of 2026-11-21T00:00:00Z");
    assertThat(replay(logged).isEqual()).isFalse();
  }

  @Test
  void anEmbeddingOfTheMomentIsComputedAgainFromWhatTheUserHadDoneThen() {
    ServedRanking logged = loggedWithEmbeddingOfTheMoment();
    actions.add(0, action("p3", SHOWN.plusSeconds(60)));
    embedding = Optional.empty();

    ReplayOutcome outcome = replay(logged);

    assertThat(outcome.gone()).isEmpty();
    assertThat(outcome.largestDifference()).isLessThan(1e-6);

    history = Optional.empty();
    assertThat(replay(logged).gone())
        .containsExactly("the user's history as of 2026-11-21T00:00:00Z");
  }

  @Test
  void releasesAndPinsThatAreGoneAreNamedTogether() throws Exception {
    ServedRanking logged = logged(0);
    releases.remove("pinnerformer pinnerformer-1");
    releases.remove("pins pins-1");

    assertThat(replay(logged).gone())
        .hasSize(2)
        .anySatisfy(reason -> assertThat(reason).contains("the release pins-1 of pins"))
        .anySatisfy(reason -> assertThat(reason).contains("pinnerformer-1 of pinnerformer"));

    add(release(Release.PINS, "pins-1"));
    add(release(Release.PINNERFORMER, "pinnerformer-1"));
    pins.remove("p3");
    assertThat(replay(logged).gone()).containsExactly("1 of 3 pins of pins-1");

    publish();
    Files.delete(folder.resolve("ranker-1/model.onnx"));
    assertThat(replay(logged).gone())
        .singleElement()
        .asString()
        .contains("the ranker ranker-1", "model.onnx");
  }

  @Test
  void aRequestThatNoRankerScoredHasNothingToCompare() {
    ServedRanking logged = logged(0);
    ServedRanking byPopularity =
        new ServedRanking(
            request("popularity", ServedInputs.UNKNOWN),
            List.of(new ServedPin("p1", Optional.empty(), Map.of())));

    assertThat(replay(byPopularity).gone()).singleElement().asString().contains("popularity");
    assertThat(
            replay(new ServedRanking(request("ranker", ServedInputs.UNKNOWN), logged.pins()))
                .gone())
        .as("logged by an older version")
        .anySatisfy(reason -> assertThat(reason).contains("it was not logged"));
  }

  private ReplayOutcome replay(ServedRanking logged) {
    return new Replay(store, ModelsConfiguration.DEFAULT).of(logged);
  }

  private ServedRanking logged(float off) {
    return new ServedRanking(
        request(
            "ranker",
            new ServedInputs(
                Optional.of("fresh"),
                Optional.of("fresh"),
                Optional.of(true),
                OptionalInt.of(actions.size()),
                OptionalLong.of(ActionDigest.of(actions)),
                interests
                    .map(profile -> OptionalLong.of(profile.asOf().toEpochMilli()))
                    .orElse(OptionalLong.empty()),
                Map.of("save", 2f, "hide", -1f),
                OptionalLong.empty())),
        List.of(
            scored("p2", 0.3 * 0.3 + 0.02, off),
            scored("p1", 0.3 * 0.7 + 0.01, 0),
            scored("p3", 0.03, 0)));
  }

  /** The vectors of p1 and p2, added and of length 1, which the ranker multiplies by 0.3. */
  private ServedRanking loggedWithEmbeddingOfTheMoment() {
    double x = 0.3 * Math.sqrt(0.5);
    List<PastAction> past = new ArrayList<>(history.orElseThrow().actions());
    actions.forEach(action -> past.add(PastAction.of(action)));
    return new ServedRanking(
        request(
            "ranker",
            new ServedInputs(
                Optional.of("fresh"),
                Optional.of("fresh"),
                Optional.of(true),
                OptionalInt.of(0),
                OptionalLong.of(ActionDigest.of(List.of())),
                OptionalLong.empty(),
                Map.of("save", 2f, "hide", -1f),
                OptionalLong.of(ActionDigest.ofPast(past)))),
        List.of(scored("p2", x + 0.02, 0), scored("p1", x + 0.01, 0), scored("p3", 0.03, 0)));
  }

  private static ServedPin scored(String pin, double x, float off) {
    float save = (float) TinyRanker.sigmoid(x);
    float hide = (float) TinyRanker.sigmoid(-x);
    return new ServedPin(
        pin, Optional.of(2 * save - hide + off), Map.of("save", save, "hide", hide));
  }

  private static ServedRequest request(String rankedBy, ServedInputs inputs) {
    return new ServedRequest(
        "r1",
        "u1",
        Surface.HOME,
        SHOWN.toEpochMilli(),
        rankedBy,
        Optional.of("ranker-1"),
        Optional.of("pinnerformer-1"),
        Optional.of("pins-1"),
        Map.of(),
        OptionalLong.of(AS_OF.toEpochMilli()),
        OptionalLong.of(SHOWN.toEpochMilli()),
        List.of(),
        inputs);
  }

  private static Action action(String pin, Instant at) {
    return new Action(
        "e-" + pin,
        "u1",
        pin,
        ActionType.SAVE,
        Surface.HOME,
        at.toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private void add(Release release) {
    releases.put(release.model() + " " + release.id(), release);
  }

  private static Release release(String model, String version) {
    return new Release(
        model, version, version, AS_OF, Optional.empty(), 1, Map.of(), Map.of(), AS_OF);
  }
}
