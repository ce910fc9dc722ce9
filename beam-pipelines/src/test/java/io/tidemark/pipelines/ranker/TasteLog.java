package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.pinnersage.InterestSettings;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A made-up log for tests: pins of four tastes, users with a lasting one who on some days are after
 * another, and who hide what they are not after. Embeddings and the pin tower are the plainest
 * there can be: means of pin vectors, and the vectors themselves.
 */
final class TasteLog {
  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final Instant AS_OF = START.plus(Duration.ofDays(10));
  static final int TASTES = 4;
  static final int PINS_OF_TASTE = 15;
  static final int DIMENSION = 8;
  private static final int USERS = 60;
  private static final int ACTIONS_A_DAY = 5;

  private TasteLog() {}

  /** The vector of a pin: its taste's own direction, and some of its own. */
  static PinVectors pins() {
    Random random = new Random(3);
    List<Pin> pins = new ArrayList<>();
    for (int taste = 0; taste < TASTES; taste++) {
      for (int number = 0; number < PINS_OF_TASTE; number++) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
          vector[i] = (float) (0.25 * random.nextGaussian()) + (i == taste ? 1 : 0);
        }
        pins.add(new Pin(pin(taste, number), normalised(vector), 10));
      }
    }
    return PinVectors.of("pins-test", pins);
  }

  /** The same vectors behind one pin more, so that every index is another. */
  static PinVectors pinsBehindAnother() {
    PinVectors pins = pins();
    List<Pin> more = new ArrayList<>(List.of(new Pin("another", pins.vector(0), 10)));
    for (int pin = 0; pin < pins.size(); pin++) {
      more.add(pins.pin(pin));
    }
    return PinVectors.of("pins-other", more);
  }

  static String pin(int taste, int number) {
    return "taste%d-%02d".formatted(taste, number);
  }

  static List<Timeline> timelines() {
    Random random = new Random(4);
    List<Timeline> timelines = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      List<Action> actions = new ArrayList<>();
      for (int day = 0; day < 10; day++) {
        int lasting = user % TASTES;
        int taste = random.nextInt(3) == 0 ? random.nextInt(TASTES) : lasting;
        for (int step = 0; step < ACTIONS_A_DAY; step++) {
          boolean hides = random.nextInt(5) == 0;
          int of = hides ? (taste + 1 + random.nextInt(TASTES - 1)) % TASTES : taste;
          long at =
              START
                  .plus(Duration.ofDays(day))
                  .plus(Duration.ofMinutes(step * 40L + random.nextInt(30)))
                  .toEpochMilli();
          actions.add(
              action(
                  "user" + user,
                  pin(of, random.nextInt(PINS_OF_TASTE)),
                  hides ? ActionType.HIDE : ActionType.SAVE,
                  at));
        }
      }
      actions.sort(Action.OLDEST_FIRST);
      timelines.add(new Timeline("user" + user, actions));
    }
    return timelines;
  }

  static Action action(String user, String pin, ActionType type, long occurredAt) {
    return new Action(
        "%s-%d-%s".formatted(user, occurredAt, pin),
        user,
        pin,
        type,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  /** Embeds a history as the mean of what was saved. */
  static float[][] embed(List<Timeline> histories, PinVectors pins) {
    float[][] embeddings = new float[histories.size()][];
    for (int user = 0; user < embeddings.length; user++) {
      float[] sum = new float[DIMENSION];
      sum[DIMENSION - 1] = 1e-3f;
      for (Action action : histories.get(user).actions()) {
        if (action.type() == ActionType.SAVE) {
          float[] vector = pins.find(action.pinId()).orElseThrow().vector();
          for (int i = 0; i < DIMENSION; i++) {
            sum[i] += vector[i];
          }
        }
      }
      embeddings[user] = normalised(sum);
    }
    return embeddings;
  }

  /** PinnerSage's interests by its standard settings. */
  static InterestEncoder interests(PinVectors pins) {
    return InterestEncoder.of(
        "pinnersage-test",
        pins,
        new InterestSettings(
            PinnerSageConfig.standard(),
            PositiveActions.standard(),
            InterestProfile.MAX_INTERESTS));
  }

  static RankerTraining.BatchSide batchSide(PinVectors pins) {
    return batchSide(pins, Optional.empty());
  }

  static RankerTraining.BatchSide batchSide(PinVectors pins, Optional<InterestEncoder> interests) {
    String width = Integer.toString(DIMENSION);
    OnnxGraph tower = new OnnxGraph("tower");
    OnnxValue vectors = tower.input("pin_vectors", ElementType.FLOAT, "N", width);
    tower.output("pin_embeddings", vectors.l2Normalize(1e-12f), ElementType.FLOAT, "N", width);
    float[][] towers = new float[pins.size()][];
    for (int pin = 0; pin < towers.length; pin++) {
      towers[pin] = pins.vector(pin);
    }
    return new RankerTraining.BatchSide(
        "pinnerformer-test",
        Instant.EPOCH,
        histories -> embed(histories, pins),
        tower.build(),
        towers,
        interests);
  }

  /** The preset in a size for tests. */
  static RankerConfig config(int steps) {
    RankerConfig small = RankerConfig.read("small");
    RankerConfig.Requests requests = small.requests();
    RankerConfig.Training training = small.training();
    return new RankerConfig(
        architecture(Architecture.Variant.ENCODE_ONCE),
        small.heads(),
        new RankerConfig.Requests(
            requests.period(),
            requests.outcome(),
            true,
            requests.leastLogged(),
            requests.mostRequests(),
            requests.liveActions(),
            Duration.ofHours(12),
            Duration.ofHours(1),
            9,
            requests.popularityShare(),
            requests.hides(),
            requests.lateBatchShare(),
            requests.withoutBatchShare(),
            requests.withoutLiveShare()),
        new RankerConfig.Training(
            32,
            steps,
            Duration.ofMinutes(5),
            training.learningRate(),
            10,
            training.weightDecay(),
            training.clipNorm(),
            Duration.ofDays(2),
            200,
            20));
  }

  static Architecture architecture(Architecture.Variant variant) {
    return new Architecture(
        variant,
        true,
        false,
        true,
        true,
        new Architecture.Sequence(4, 2, 2, 8, 8, 2, 2, 8, 0.1f, 2, 8),
        8,
        8,
        4,
        2,
        1,
        16,
        0.1f);
  }

  private static float[] normalised(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(sum);
    }
    return vector;
  }
}
