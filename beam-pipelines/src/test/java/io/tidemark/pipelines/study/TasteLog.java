package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.EvaluationUsers;
import io.tidemark.pipelines.evaluation.TimeSplit;
import io.tidemark.pipelines.evaluation.UserBootstrap;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Twelve days of users who each keep to one of four tastes, and a model small enough for tests. */
final class TasteLog {
  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final TimeSplit SPLIT = new TimeSplit(START.plus(Duration.ofDays(9)), Duration.ofDays(3));
  static final String TINY =
      "architecture.layers=1,architecture.hidden=16,architecture.heads=2,architecture.window=16,architecture.dimension=8,architecture.pin_tower_hidden=16,negatives.in_batch=64,negatives.uniform=32,training.learning_rate=0.01,training.evaluate_every=10,training.max_steps=15";
  private static final int DAYS = 12;
  private static final int TASTES = 4;
  private static final int PINS_OF_TASTE = 12;
  private static final int ACTIONS = 36;

  private TasteLog() {}

  static List<Timeline> timelines(int users) {
    Random random = new Random(4);
    List<Timeline> timelines = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<Action> actions = new ArrayList<>();
      for (int number = 0; number < ACTIONS; number++) {
        long millis = (long) (random.nextDouble() * Duration.ofDays(DAYS).toMillis());
        int pin = random.nextInt(PINS_OF_TASTE);
        actions.add(save("user" + user, number, "t%d-%d".formatted(user % TASTES, pin), millis));
      }
      actions.sort(Action.OLDEST_FIRST);
      timelines.add(new Timeline("user" + user, actions));
    }
    return timelines;
  }

  static Action save(String user, int number, String pin, long millisAfterStart) {
    return new Action(
        user + "-" + number,
        user,
        pin,
        ActionType.SAVE,
        Surface.HOME,
        START.toEpochMilli() + millisAfterStart,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  static StudySettings settings() {
    return new StudySettings(
        List.of(SPLIT),
        new EvaluationUsers(0.3),
        false,
        PositiveActions.standard(),
        ConfigChange.parse(TINY).applyTo(PinnerFormerConfig.read("small")),
        64,
        8,
        4,
        new UserBootstrap(100, 1),
        1,
        1);
  }
}
