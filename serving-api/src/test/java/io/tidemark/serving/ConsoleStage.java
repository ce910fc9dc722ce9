package io.tidemark.serving;

import io.tidemark.serving.models.TinyPinnerFormer;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.UserHistories;
import io.tidemark.store.UserHistory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Everything that the console shows: a stack with a stream, a canary and a scheduler, users with a
 * gap, with a hole and without an embedding, and a history of releases.
 */
final class ConsoleStage implements AutoCloseable {
  static final String TOKEN = "the-token-of-the-console-test";

  /** Acted before the as-of and after it. */
  static final String USER_WITH_GAP = "ada";

  /** Acted so often since the as-of that the live side does not reach back to it. */
  static final String USER_WITH_HOLE = "grace";

  static final int GAP = 7;

  /** The ranker that is published, and the one before it. */
  static final String RANKER = "ranker-2";

  static final String RANKER_BEFORE = "ranker-1b";

  private static final long SEED = 7;
  private static final int HISTORY = 24;
  private static final int MANY = 130;
  private static final int OTHER_USERS = 40;

  private final Random random = new Random(SEED);
  private final Map<String, float[]> pins = new HashMap<>();
  private final ScriptedScheduler scheduler;
  private final Path experiments;
  final RealServing real;
  final HandStream stream;

  ConsoleStage() throws Exception {
    scheduler = new ScriptedScheduler();
    Path folder = Files.createTempDirectory("experiments");
    experiments = folder.resolve("experiments.yml");
    Files.copy(
        Path.of(System.getProperty("tidemark.home"), "infra/experiments.example.yml"), experiments);
    try (InputStream readout = ConsoleStage.class.getResourceAsStream("/shorter-sequence.json")) {
      Files.copy(readout, folder.resolve("shorter-sequence.json"));
    }
    real =
        RealServing.start(
            Map.of(
                "experiments.file", experiments.toString(),
                "experiments.readouts", folder.toString(),
                "admin.token", TOKEN,
                "canary.enabled", "true",
                "canary.every", "1s",
                "sample.enabled", "true",
                "sample.every", "500ms",
                "scheduler.address", scheduler.address(),
                "scheduler.poll", "1s"));
    stream = new HandStream(real);
    publish();
    write(USER_WITH_GAP, List.of(Duration.ofHours(5), Duration.ofHours(60)), HISTORY);
    live(USER_WITH_GAP, Duration.ofMinutes(95), GAP);
    write(USER_WITH_HOLE, List.of(Duration.ofHours(9), Duration.ofHours(80)), HISTORY);
    live(USER_WITH_HOLE, Duration.ofMinutes(55), MANY);
    for (int user = 0; user < OTHER_USERS; user++) {
      write("user-" + user, List.of(Duration.ofHours(3), Duration.ofHours(70)), HISTORY / 2);
      live("user-" + user, Duration.ofMinutes(100), random.nextInt(GAP));
    }
  }

  private void publish() throws IOException {
    List<Pin> all = new ArrayList<>();
    for (int i = 0; i < RealServing.PINS; i++) {
      float[] vector = new float[TinyRanker.WIDTH];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) random.nextGaussian() / 2;
      }
      pins.put("p" + i, vector);
      all.add(new Pin("p" + i, vector, random.nextInt(400)));
    }
    Instant asOf = real.batchAsOf;
    Releases releases = new Releases(real.connection);
    releases.add(release(Release.RANKER, RANKER_BEFORE, Map.of("ndcg_at_10", "0.431")));
    releases.publish(Release.RANKER, RANKER_BEFORE, "the weekly training");
    new Pins(real.connection).write("pins-2", asOf, all);
    releases.add(
        new Release(
            Release.PINS,
            "pins-2",
            "pins-2",
            asOf,
            Optional.empty(),
            all.size(),
            Map.of(),
            Map.of("coverage", "0.998"),
            Instant.now()));
    releases.publish(Release.PINS, "pins-2", "the weekly training");
    releases.add(
        TinyPinnerFormer.write(
            real.models.resolve("pinnerformer-2"), "pinnerformer-2", "pins-2", asOf));
    releases.publish(Release.PINNERFORMER, "pinnerformer-2", "the daily run");
    releases.add(
        TinyRanker.write(
            real.models.resolve(RANKER),
            RANKER,
            0.4f,
            Map.of(Release.PINS, "pins-2", Release.PINNERFORMER, "pinnerformer-2")));
    releases.publish(Release.RANKER, RANKER, "NDCG@10 0.447 against 0.431");
    releases.add(
        release(
            Release.RANKER,
            "ranker-3",
            Map.of("ndcg_at_10", "0.402", Release.FAILED, "ndcg_at_10 0.402 is below 0.447")));
  }

  private Release release(String model, String id, Map<String, String> checks) {
    return new Release(
        model,
        id,
        id,
        real.batchAsOf,
        Optional.empty(),
        1,
        RealServing.REQUIRES,
        checks,
        Instant.now());
  }

  /** An embedding with its history: actions between {@code span}'s two ages. */
  private void write(String user, List<Duration> span, int actions) {
    float[] embedding = new float[TinyRanker.WIDTH];
    List<Action> past = new ArrayList<>();
    Instant now = Instant.now();
    for (int i = actions - 1; i >= 0; i--) {
      double share = Math.pow((double) i / actions, 2);
      long ago =
          (long)
              (span.get(0).toMillis() + share * (span.get(1).toMillis() - span.get(0).toMillis()));
      past.add(action(user, "b" + i, now.minusMillis(ago)));
    }
    for (Action action : past.subList(past.size() - TinyPinnerFormer.WINDOW, past.size())) {
      for (int d = 0; d < embedding.length; d++) {
        embedding[d] += pins.get(action.pinId())[d];
      }
    }
    new UserEmbeddings(real.connection)
        .write("pinnerformer-2", List.of(new UserEmbedding(user, unit(embedding), real.batchAsOf)));
    new UserHistories(real.connection)
        .write(
            List.of(
                new UserHistory(
                    user, real.batchAsOf, true, past.stream().map(PastAction::of).toList())));
    real.liveActions().write(past.subList(past.size() - 3, past.size()));
  }

  /** Live actions from an age until now. */
  private void live(String user, Duration from, int actions) {
    Instant now = Instant.now();
    List<Action> all = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      long ago =
          (long) (from.toMillis() * Math.pow((double) (actions - i) / actions, 2.2)) + 20_000;
      all.add(action(user, "l" + i, now.minusMillis(ago)));
    }
    if (!all.isEmpty()) {
      real.liveActions().write(all);
    }
  }

  private Action action(String user, String event, Instant at) {
    ActionType[] types = {ActionType.SAVE, ActionType.CLOSE_UP, ActionType.LIKE, ActionType.SHARE};
    return new Action(
        user + "-" + event,
        user,
        "p" + random.nextInt(RealServing.PINS),
        types[random.nextInt(types.length)],
        Surface.HOME,
        at.toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private static float[] unit(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += x * x;
    }
    float[] unit = vector.clone();
    for (int d = 0; d < unit.length; d++) {
      unit[d] /= (float) Math.sqrt(sum);
    }
    return unit;
  }

  /** Ranks everybody once, so that there are answers to tell of. */
  void rankEverybody() throws Exception {
    String body = "{\"user_id\": \"%s\", \"candidates\": [\"p1\", \"p2\", \"p3\"]}";
    real.api.post("/v1/rank", body.formatted(USER_WITH_GAP));
    real.api.post("/v1/rank", body.formatted(USER_WITH_HOLE));
    real.api.post("/v1/rank", body.formatted("nobody"));
    for (int user = 0; user < OTHER_USERS; user++) {
      real.api.post("/v1/rank", body.formatted("user-" + user));
    }
  }

  /** Puts a file of experiments in place that cannot be used. */
  void spoilExperiments() throws IOException {
    Files.writeString(experiments, Files.readString(experiments).replace("40%", "140%"));
  }

  /** The last day that a daily run was for. */
  static LocalDate lastDay() {
    return LocalDate.now(ZoneOffset.UTC).minusDays(1);
  }

  @Override
  public void close() throws Exception {
    stream.close();
    real.close();
    scheduler.close();
  }
}
