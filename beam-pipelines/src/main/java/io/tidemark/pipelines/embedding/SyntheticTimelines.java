package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
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
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
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
  private static final int USERS_AT_ONCE = 100;
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
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      times[i] = end.toEpochMilli() - 1 - random.nextLong(days * DAY);
    }
    Arrays.sort(times);
    List<Action> actions = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      actions.add(
          new Action(
              days + "-" + i,
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
    return new Source(this);
  }

  private static final class Source extends PTransform<PBegin, PCollection<Timeline>> {
    private static final long serialVersionUID = 1;

    private final SyntheticTimelines timelines;

    Source(SyntheticTimelines timelines) {
      this.timelines = timelines;
    }

    @Override
    public PCollection<Timeline> expand(PBegin begin) {
      List<Long> first = new ArrayList<>();
      for (long user = 0; user < timelines.users(); user += USERS_AT_ONCE) {
        first.add(user);
      }
      return begin
          .apply("Parts", Create.of(first).withCoder(VarLongCoder.of()))
          .apply("SpreadParts", Reshuffle.viaRandomKey())
          .apply("MakeUp", ParDo.of(new MakeUp(timelines)))
          .setCoder(TimelineCoder.of());
    }
  }

  private static final class MakeUp extends DoFn<Long, Timeline> {
    private static final long serialVersionUID = 1;

    private final SyntheticTimelines timelines;

    MakeUp(SyntheticTimelines timelines) {
      this.timelines = timelines;
    }

    @ProcessElement
    public void makeUp(@Element Long first, OutputReceiver<Timeline> users) {
      for (long user = first; user < Math.min(timelines.users(), first + USERS_AT_ONCE); user++) {
        if (user % timelines.every() == 0) {
          users.output(timelines.of(user));
        }
      }
    }
  }
}
