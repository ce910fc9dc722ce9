package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.MadeUpTimelines;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Pins of many topics, and users who each keep to a few of them, made up on the spot for measuring:
 * the same number is the same pin or user in every run.
 *
 * @param count of the pins
 * @param dimension of their vectors
 */
record MadeUpInterests(int count, int dimension) implements PinSource {
  private static final long serialVersionUID = 1;
  private static final int PINS_A_TOPIC = 100;
  private static final int TOPICS_A_USER = 8;
  private static final double SPREAD = 0.7;
  private static final int USERS_AT_ONCE = 20;
  private static final Instant END = Instant.parse("2024-06-01T00:00:00Z");
  private static final long PERIOD = Duration.ofDays(90).toMillis();

  @Override
  public PinVectors load() {
    int topics = topics();
    List<Pin> pins = new ArrayList<>(count);
    float[][] centres = new float[topics][];
    for (int topic = 0; topic < topics; topic++) {
      centres[topic] = unit(new SplittableRandom(~(long) topic));
    }
    for (int pin = 0; pin < count; pin++) {
      float[] vector = unit(new SplittableRandom(pin));
      float[] centre = centres[pin % topics];
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) (centre[i] + SPREAD * vector[i]);
      }
      pins.add(new Pin(id(pin), normalised(vector), 1));
    }
    return PinVectors.of("pins-made-up", pins);
  }

  /** One user with so many positive actions in the last 90 days. */
  Timeline user(long number, int actions) {
    SplittableRandom random = new SplittableRandom(31 * number);
    int topics = topics();
    int[] liked = random.ints(TOPICS_A_USER, 0, topics).toArray();
    long[] times = random.longs(actions, 0, PERIOD).toArray();
    Arrays.sort(times);
    List<Action> all = new ArrayList<>(actions);
    String userId = "user" + number;
    for (int i = 0; i < actions; i++) {
      int topic = liked[random.nextInt(TOPICS_A_USER)];
      int pin = Math.min(count - 1, topic + topics * random.nextInt(Math.max(1, count / topics)));
      all.add(
          new Action(
              number + "-" + i,
              userId,
              id(pin),
              ActionType.SAVE,
              Surface.HOME,
              END.toEpochMilli() - PERIOD + times[i],
              Action.UNKNOWN_DURATION,
              Optional.empty()));
    }
    return new Timeline(userId, all);
  }

  /** One user who has acted on that many different pins, whatever their topics. */
  Timeline busyUser(int actions) {
    Timeline made = user(0, actions);
    List<Action> all = new ArrayList<>(actions);
    for (int i = 0; i < actions; i++) {
      Action action = made.actions().get(i);
      all.add(
          new Action(
              action.eventId(),
              action.userId(),
              id((int) ((long) i * count / actions)),
              action.type(),
              action.surface(),
              action.occurredAt(),
              action.durationMillis(),
              action.requestId()));
    }
    return new Timeline(made.userId(), all);
  }

  /** Users as a collection. */
  PTransform<PBegin, PCollection<Timeline>> users(long users, int actions) {
    return MadeUpTimelines.of(users, 1, USERS_AT_ONCE, user -> user(user, actions));
  }

  private int topics() {
    return Math.max(1, count / PINS_A_TOPIC);
  }

  private static String id(int pin) {
    return "pin" + pin;
  }

  private float[] unit(SplittableRandom random) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      // A sum of uniform numbers is near enough to a normal one here.
      vector[i] = (float) (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
    }
    return normalised(vector);
  }

  private static float[] normalised(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    float norm = (float) Math.sqrt(square);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= norm;
    }
    return vector;
  }
}
