package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.timeline.MadeUpTimelines;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.Serializable;
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
 * Users made up on the spot, for measuring: the same number is the same user in every run, and
 * nothing of them is kept. How much they did is spread as widely as with people: many with a few
 * actions, few with very many.
 *
 * @param users how many, numbered from 0
 * @param every only each so many of them, beginning with the first
 * @param meanActions of a user, about; 1 to four times as many at most are made
 * @param end their newest action is less than a day before it, or, with {@code days}, that many
 *     days
 * @param days before the end in which they acted
 * @param pins that they acted on
 */
record SyntheticTimelines(
    long users, int every, int meanActions, Instant end, int days, List<String> pins)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int USERS_AT_ONCE = 1_000;
  private static final long DAY = 86_400_000;
  private static final ActionType[] TYPES = ActionType.values();

  SyntheticTimelines {
    pins = new ArrayList<>(pins);
  }

  /** One user. */
  Timeline of(long user) {
    SplittableRandom random = new SplittableRandom(31 * user + days);
    double spread = -Math.log(1 - random.nextDouble());
    int size = (int) Math.max(1, Math.min(4L * meanActions, Math.round(spread * meanActions)));
    String userId = "user" + user;
    String eventId = "days" + days; // an event is known by its user and time as well
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      times[i] = end.toEpochMilli() - 1 - random.nextLong(days * DAY);
    }
    Arrays.sort(times);
    List<Action> actions = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      actions.add(
          new Action(
              eventId,
              userId,
              pins.get(random.nextInt(pins.size())),
              TYPES[random.nextInt(TYPES.length)],
              Surface.HOME,
              times[i],
              random.nextInt(60_000),
              Optional.empty()));
    }
    return new Timeline(userId, actions);
  }

  /** All of them as a collection. */
  PTransform<PBegin, PCollection<Timeline>> source() {
    return MadeUpTimelines.of(users, every, USERS_AT_ONCE, this::of);
  }
}
