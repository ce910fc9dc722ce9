package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** A PinnerFormer, pins and users small enough for tests. */
final class Tiny {
  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final Instant AS_OF = START.plus(Duration.ofDays(10));
  static final int PIN_DIMENSION = 6;
  static final int TASTES = 4;
  static final int PINS_OF_TASTE = 10;

  private Tiny() {}

  static PinnerFormerConfig config(int steps) {
    return new PinnerFormerConfig(
        new PinnerFormerConfig.Architecture(2, 16, 2, 12, 8, 64, 16, 4, 4, 0.1f, 0.1f, 0.1f),
        FeatureSwitches.all(),
        IdEmbeddings.none(),
        new Objective(Objective.Kind.DENSE_ALL_ACTION, Duration.ofDays(3), 4),
        new PinnerFormerConfig.Negatives(64, 32, true),
        new PinnerFormerConfig.Temperature(0.07f, 0.01f),
        new PinnerFormerConfig.Training(
            16, true, steps, 0.01, 5, 0.01f, 1, Duration.ofDays(1), 100, 10, 100, 50, true, 0));
  }

  /**
   * The same with a checkpoint every ten steps, of pins as they come or known by their ids only.
   */
  static PinnerFormerConfig resumable(int steps, boolean ids) {
    PinnerFormerConfig config = config(steps);
    PinnerFormerConfig.Training training = config.training();
    return new PinnerFormerConfig(
        config.architecture(),
        config.features(),
        ids ? new IdEmbeddings(8, 0, true, 5) : IdEmbeddings.none(),
        config.objective(),
        config.negatives(),
        config.temperature(),
        new PinnerFormerConfig.Training(
            training.batchUsers(),
            training.equalUsers(),
            steps,
            training.learningRate(),
            training.warmUpSteps(),
            training.weightDecay(),
            training.clipNorm(),
            training.heldOut(),
            training.heldOutUsers(),
            training.evaluateEvery(),
            training.patience(),
            training.shuffleUsers(),
            true,
            10));
  }

  /** The same, predicting otherwise. */
  static Objective objective(Objective.Kind kind, int positions) {
    return new Objective(kind, Duration.ofDays(3), positions);
  }

  /** Pins of four tastes, each near its taste's own direction. */
  static PinVectors pins() {
    Random random = new Random(3);
    List<Pin> pins = new ArrayList<>();
    for (int taste = 0; taste < TASTES; taste++) {
      for (int number = 0; number < PINS_OF_TASTE; number++) {
        float[] vector = new float[PIN_DIMENSION];
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) (0.25 * random.nextGaussian()) + (i == taste ? 1 : 0);
          sum += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
          vector[i] /= (float) Math.sqrt(sum);
        }
        pins.add(new Pin(pin(taste, number), vector, 1));
      }
    }
    return PinVectors.of("pins-20240301T000000Z-abcdef", pins);
  }

  static String pin(int taste, int number) {
    return "taste%d-%d".formatted(taste, number);
  }

  /** Ten days of users who each keep to one taste. */
  static List<Timeline> timelines(int users) {
    Random random = new Random(4);
    List<Timeline> timelines = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      TreeSet<Long> times = new TreeSet<>();
      while (times.size() < 20) {
        times.add(START.toEpochMilli() + random.nextInt(10 * 86_400_000));
      }
      List<Action> actions = new ArrayList<>();
      for (long time : times) {
        actions.add(action("user" + user, pin(user % TASTES, random.nextInt(PINS_OF_TASTE)), time));
      }
      timelines.add(new Timeline("user" + user, actions));
    }
    return timelines;
  }

  static Action action(String user, String pin, long occurredAt) {
    return action(user, pin, ActionType.SAVE, occurredAt);
  }

  static Action action(String user, String pin, ActionType type, long occurredAt) {
    return new Action(
        "%s-%s-%d".formatted(user, pin, occurredAt),
        user,
        pin,
        type,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  static UserHistory history(Timeline timeline) {
    return UserHistory.of(timeline, pins(), PositiveActions.standard());
  }

  /** A user who saved pins of taste 0 at those times, one after the other. */
  static UserHistory saves(long... times) {
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      actions.add(action("user", pin(0, i % PINS_OF_TASTE), times[i]));
    }
    return history(new Timeline("user", actions));
  }
}
